/**
 * The imports {@code sops:} and {@code mounted:} of {@code spring.config.import}. Everything here runs before there is a bean or
 * a logging system.
 */
@NullMarked
package io.secretsbridge.spring.config;

import org.jspecify.annotations.NullMarked;
