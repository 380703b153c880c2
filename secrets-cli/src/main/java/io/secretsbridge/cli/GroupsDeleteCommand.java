package io.secretsbridge.cli;

import java.util.List;

/** Removes a key group from a sealed file. */
final class GroupsDeleteCommand implements Command {

    static final String NAME = "groups delete";

    @Override
    public Manual manual() {
        return new Manual(
                NAME,
                "INDEX",
                "remove a key group from a sealed file",
                "Removes a group, counted from 0, and splits the data key anew among the others. Values and MAC stay as they are;"
                        + " to shut the group out of what comes, run rotate too.",
                List.of(
                        new Manual.Example("groups delete -i --file secrets.yaml 1", "the second group"),
                        new Manual.Example(
                                "groups delete -i --file secrets.yaml --shamir-secret-sharing-threshold 2 0",
                                "the first, and two are enough from now on")));
    }

    @Override
    public List<Flag> flags() {
        return GroupFlags.ALL;
    }

    @Override
    public void run(Arguments arguments, GlobalFlags global, Invocation invocation) {
        String index = Operands.exactly(List.of("an index"), arguments.operands(), ExitCode.GENERIC)
                .get(0);
        if (!index.matches("[0-9]{1,9}")) {
            throw new Failure(ExitCode.GENERIC, "the index is no number", "Groups count from 0");
        }
        GroupFlags.change(arguments, global, invocation, (keys, keyRing) -> keys.minusGroup(Integer.parseInt(index)));
    }
}
