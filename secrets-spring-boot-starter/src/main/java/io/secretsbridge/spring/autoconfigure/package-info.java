/**
 * The beans of the starter: conversion to {@link io.secretsbridge.SecretValue}, and masking in the actuator's answers.
 */
@NullMarked
package io.secretsbridge.spring.autoconfigure;

import org.jspecify.annotations.NullMarked;
