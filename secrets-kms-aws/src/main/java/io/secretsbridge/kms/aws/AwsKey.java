package io.secretsbridge.kms.aws;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.MapNode.Entry;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.ValueNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key of AWS KMS as SOPS names it.
 *
 * @param arn the ARN of a key or an alias
 * @param region the region in the ARN
 * @param account the account in the ARN
 * @param role the ARN of the role to use it by, or empty
 * @param context the encryption context, which AWS logs in clear
 * @param profile the profile of the AWS configuration files, or empty
 */
record AwsKey(String arn, String region, String account, String role, Map<String, String> context, String profile) {

    private static final String ARN = "arn";

    private static final String ROLE = "role";

    private static final String CONTEXT = "context";

    private static final String PROFILE = "aws_profile";

    /** The region becomes part of a host name, so that nothing but the name of a region may stand there. */
    private static final Pattern KEY_ARN = Pattern.compile(
            "arn:aws[a-z-]*:kms:(?<region>[a-z]{2,}(?:-[a-z0-9]+){1,5}):(?<account>[0-9]+):(?:key|alias)/[\\w/:+=,.@-]+");

    private static final Pattern ROLE_ARN =
            Pattern.compile("arn:aws[a-z-]*:iam::(?<account>[0-9]+):role/[\\w+=,.@/-]+");

    private static final int MAX_FIELDS = 3;

    private static final Pattern ROLE_BEHIND_KEY = Pattern.compile("\\+(?=arn:aws[a-z-]*:iam::)");

    /** Reads the name that the provider gives a key; {@code sops} reads it without context and profile. */
    static AwsKey parse(String text) {
        String[] fields = text.split("\\|", -1);
        String[] parts = ROLE_BEHIND_KEY.split(fields[0].replace(" ", ""), 2);
        if (fields.length > MAX_FIELDS) {
            throw invalid(
                    "there is more behind the key than its context and its profile", "Write ARN+ROLE|CONTEXT|PROFILE");
        }
        return of(
                parts[0],
                (parts.length > 1) ? parts[1] : "",
                (fields.length > 1) ? pairs(fields[1]) : Map.of(),
                (fields.length > 2) ? fields[2] : "");
    }

    private static Map<String, String> pairs(String text) {
        Map<String, String> pairs = new TreeMap<>();
        for (String pair : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            int colon = pair.indexOf(':');
            if (colon < 0) {
                throw invalid("the context behind the key is malformed", "Write NAME:VALUE,NAME:VALUE");
            }
            pairs.put(pair.substring(0, colon), pair.substring(colon + 1));
        }
        return pairs;
    }

    static AwsKey of(MasterKey masterKey) {
        return of(masterKey.field(ARN), masterKey.field(ROLE), context(masterKey), masterKey.field(PROFILE));
    }

    private static AwsKey of(String arn, String role, Map<String, String> context, String profile) {
        Matcher matcher = KEY_ARN.matcher(arn);
        if (!matcher.matches()) {
            throw invalid(
                    "this is no ARN of an AWS KMS key or alias",
                    "Write arn:aws:kms:REGION:ACCOUNT:key/ID or arn:aws:kms:REGION:ACCOUNT:alias/NAME");
        }
        if (!role.isEmpty() && !ROLE_ARN.matcher(role).matches()) {
            throw invalid("the role behind the key is no ARN of a role", "Write arn:aws:iam::ACCOUNT:role/NAME");
        }
        return new AwsKey(arn, matcher.group("region"), matcher.group("account"), role, context, profile);
    }

    private static SecretsException invalid(String problem, String action) {
        return new SecretsException(Reason.INVALID_KEY, Location.NONE, problem, action);
    }

    private static Map<String, String> context(MasterKey masterKey) {
        Map<String, String> context = new TreeMap<>();
        if (masterKey.fields().get(CONTEXT) instanceof MapNode map) {
            for (Entry entry : map.entries()) {
                if (entry.value() instanceof ValueNode value && !value.isNull()) {
                    context.put(entry.key(), value.text());
                }
            }
        }
        return context;
    }

    /** Returns the fields as {@code sops} writes them: the profile also when it is empty, the others only when there are any. */
    MasterKey toMasterKey() {
        List<Entry> fields = new ArrayList<>();
        fields.add(new Entry(ARN, ValueNode.string(this.arn)));
        fields.add(new Entry(PROFILE, ValueNode.string(this.profile)));
        if (!this.role.isEmpty()) {
            fields.add(new Entry(ROLE, ValueNode.string(this.role)));
        }
        if (!this.context.isEmpty()) {
            List<Entry> pairs = new ArrayList<>();
            this.context.forEach((name, value) -> pairs.add(new Entry(name, ValueNode.string(value))));
            fields.add(new Entry(CONTEXT, new MapNode(pairs, Position.NONE)));
        }
        return new MasterKey(AwsKmsProvider.KIND, new MapNode(fields, Position.NONE));
    }

    /** Returns the accounts that it reaches into. */
    List<String> accounts() {
        Matcher matcher = ROLE_ARN.matcher(this.role);
        return matcher.matches() ? List.of(this.account, matcher.group("account")) : List.of(this.account);
    }
}
