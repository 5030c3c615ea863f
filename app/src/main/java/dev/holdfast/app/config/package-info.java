/**
 * The configuration of {@code serve}: one YAML file and flags, validated once, defaults in one
 * place.
 */
@NullMarked
package dev.holdfast.app.config;

import org.jspecify.annotations.NullMarked;
