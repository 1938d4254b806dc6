package io.reactivesentinel.engine.internal.stage;

/** The connections to one process and what its PINGs tell. */
final class NodeLink {}
