package io.reactivesentinel.engine.internal.stage;

/** A master, replica or Sentinel as one monitored master knows it. */
abstract class Instance {}
