package io.secretsbridge.lint.rule;

import java.util.List;
import java.util.Optional;

/** All rules. */
public final class Catalog {

    /** In the order of the documentation. */
    public static final List<Rule> RULES = List.of(
            new EnvSecretKeyRefRule(),
            new EnvFromSecretRule(),
            new EnvFileKeyRefRule(),
            new EnvLiteralSecretRule(),
            new EnvConfigMapSecretRule(),
            new EnvComposedSecretRule(),
            new CommandSecretRule(),
            new SecretPlaintextRule(),
            new ConfigMapSecretRule(),
            new LastAppliedSecretRule(),
            new KustomizeSecretLiteralRule(),
            new KustomizeSecretFileRule(),
            new ComposeEnvironmentRule(),
            new ComposeEnvFileRule(),
            new HelmValuesSecretRule(),
            new SyncedSecretRule(),
            new VaultAgentExportRule(),
            new FluxSubstituteRule(),
            new SecretSubPathRule(),
            new SecretVolumeOptionalRule(),
            new SecretVolumeModeRule(),
            new SecretVolumeWholeRule(),
            new RbacSecretsReadRule(),
            new RbacWildcardRule(),
            new RbacEscalateRule(),
            new RbacIndirectRule(),
            new RbacAnonymousRule(),
            new ServiceAccountTokenRule(),
            new ServiceAccountTokenSecretRule(),
            new EncryptionIdentityFirstRule(),
            new EncryptionSecretsMissingRule(),
            new EncryptionWeakRule(),
            new EncryptionKmsV1Rule(),
            new EncryptionPlainKeyRule(),
            new RunNonRootRule(),
            new ReadOnlyRootRule(),
            new DropAllRule(),
            new PrivilegeEscalationRule(),
            new SeccompRule(),
            new PrivilegedRule(),
            new SharedProcessesRule(),
            new MemoryLimitRule(),
            new CpuLimitRule());

    private Catalog() {}

    /** Returns what is to be known of a rule. */
    public static Optional<RuleInfo> find(String id) {
        return RULES.stream()
                .map(Rule::info)
                .filter((info) -> info.id().equals(id))
                .findFirst();
    }
}
