package io.secretsbridge.cli;

import java.util.List;

/** Adds a key group to a sealed file. */
final class GroupsAddCommand implements Command {

    static final String NAME = "groups add";

    @Override
    public Manual manual() {
        return new Manual(
                NAME,
                "",
                "add a key group to a sealed file",
                "Adds a group of keys and splits the data key anew, so that each group holds a share of it. All groups are needed"
                        + " to open the file unless a threshold says fewer. Values and MAC stay as they are.",
                List.of(new Manual.Example("groups add -i --file secrets.yaml --age age1…", "one more group")));
    }

    @Override
    public List<Flag> flags() {
        return Flag.join(GroupFlags.ALL, GroupFlags.KEYS);
    }

    @Override
    public void run(Arguments arguments, GlobalFlags global, Invocation invocation) {
        Operands.exactly(List.of(), arguments.operands(), ExitCode.GENERIC);
        GroupFlags.change(
                arguments, global, invocation, (keys, keyRing) -> keys.plusGroup(GroupFlags.group(arguments, keyRing)));
    }
}
