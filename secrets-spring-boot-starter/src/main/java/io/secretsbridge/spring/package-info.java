/**
 * Secrets Bridge in a Spring Boot application: what the other packages of the starter share, and what an application may use
 * itself.
 */
@NullMarked
package io.secretsbridge.spring;

import org.jspecify.annotations.NullMarked;
