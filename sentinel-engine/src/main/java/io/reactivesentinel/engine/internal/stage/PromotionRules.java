package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.InstanceKind;

/** How old a choice may be that is acted upon, and what shows that the chosen replica is a master. */
class PromotionRules {

    /** How old what was known of a replica may be when it is promoted. */
    static final long CHOICE_MAX_AGE_MS = 1_000;

    /** Whether the choice must be looked at again before it is acted upon. */
    boolean isChoiceOld(Attempt attempt, Step step) {
        return step.nowMs - attempt.chosenMs > CHOICE_MAX_AGE_MS;
    }

    /** Whether the chosen replica has told anything since it was promoted; what it told before proves nothing. */
    boolean isTold(DataNode chosen, Attempt attempt, Step step) {
        boolean before = chosen.infoAnswered != null && chosen.infoAnswered == attempt.infoBefore;
        return !before && chosen.hasInfoSince(step, attempt.noOneMs);
    }

    /** Whether it says that it is a master, and is still the process that was chosen: another may hold nothing. */
    boolean isPromoted(DataNode chosen, Attempt attempt) {
        Info info = chosen.info;
        return info != null
                && info.role() == InstanceKind.MASTER
                && (attempt.chosenRunId.isEmpty() || info.runId().equals(attempt.chosenRunId));
    }
}
