package io.reactivesentinel.protocol;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What an application asks about its masters, whether a Sentinel engine runs inside it or a client asks Sentinels
 * elsewhere: the two can be exchanged for each other.
 */
public interface MasterLookup {

    /**
     * The current address of a master.
     *
     * @param masterName its configured name, case-sensitive
     * @return cold; asks anew for each subscriber; empty when no such master is known
     */
    Mono<InstanceAddress> masterAddress(String masterName);

    /**
     * The addresses of a master's replicas that are believed to be up.
     *
     * @param masterName its configured name, case-sensitive
     * @return cold; asks anew for each subscriber; empty when there is none
     */
    Flux<InstanceAddress> replicaAddresses(String masterName);

    /**
     * Every change of a master's address from the subscription on.
     *
     * @return hot; a subscriber that falls behind by more than its bounded buffer gets an overflow error, never a silent
     *     gap
     */
    Flux<SwitchMasterEvent> switchMasterEvents();
}
