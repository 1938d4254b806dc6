package io.reactivesentinel.engine.internal.port;

/**
 * What COMMAND INFO and COMMAND DOCS tell of each command beyond its row in the command table, in the words in which
 * {@link CommandDocs} reads it.
 *
 * <p>One line each: {@code full name ; tips ; group ; complexity ; arguments ; what it is for}, where {@code -} is none and
 * {@code *} a complexity that depends on the subcommand, and after it {@code full name ! version what it brought}. An
 * argument is {@code name=type@token^since~deprecated}, {@code ?} when it is optional, {@code *} when it may come several
 * times and {@code +} when its token comes along each time, and those it is made of in parentheses.
 */
final class CommandDocsTable {
    private CommandDocsTable() {}

    static final String LINES = """
            acl ; - ; server ; * ; - ; Users and what they may do
            acl|cat ; - ; server ; O(1) ; categoryname=string? ; The categories, or the commands in one
            acl|deluser ; - ; server ; O(1) ; username=string* ; Removes users and closes their connections
            acl|dryrun ; - ; server ; O(1) ; username=string command=string arg=string?* ; Says whether a user might \
              run a command
            acl|genpass ; - ; server ; O(1) ; bits=integer? ; A random password
            acl|getuser ; - ; server ; O(N) ; username=string ; What one user may do
            acl|getuser ! 6.2.0 patterns of channels
            acl|getuser ! 7.0.0 selectors, and rules in the place of lists
            acl|help ; - ; server ; O(1) ; - ; What the subcommands are
            acl|list ; - ; server ; O(N) ; - ; All users as lines of an ACL file
            acl|load ; - ; server ; O(N) ; - ; Takes the users from the ACL file
            acl|log ; - ; server ; O(N) ; operation=oneof?(count=integer reset=pure-token@RESET) ; What users were \
              refused lately
            acl|save ; - ; server ; O(N) ; - ; Writes the users to the ACL file
            acl|setuser ; - ; server ; O(N) ; username=string rule=string?* ; Makes or changes a user
            acl|setuser ! 6.2.0 patterns of channels
            acl|setuser ! 7.0.0 selectors and rights per key
            acl|users ; - ; server ; O(N) ; - ; The names of all users
            acl|whoami ; - ; server ; O(1) ; - ; The user of this connection
            auth ; - ; connection ; O(N) ; username=string^6.0.0? password=string ; Says who the client is
            auth ! 6.0.0 users with names
            client ; - ; connection ; * ; - ; Connections of clients
            client|caching ; - ; connection ; O(1) ; mode=oneof(yes=pure-token@YES no=pure-token@NO) ; Says whether \
              the next command's keys are tracked
            client|getname ; - ; connection ; O(1) ; - ; The name of this connection
            client|getredir ; - ; connection ; O(1) ; - ; Who gets the tracking messages of this connection
            client|help ; - ; connection ; O(1) ; - ; What the subcommands are
            client|id ; - ; connection ; O(1) ; - ; The id of this connection
            client|info ; nondeterministic_output ; connection ; O(1) ; - ; What is known of this connection
            client|kill ; - ; connection ; O(N) ; filter=oneof(ip:port=string~2.8.12 \
              new-format=oneof*(client-id=integer@ID^2.8.12? \
              normal_master_slave_pubsub=oneof@TYPE^2.8.12?(normal=pure-token@NORMAL master=pure-token@MASTER^3.2.0 \
              slave=pure-token@SLAVE replica=pure-token@REPLICA^5.0.0 pubsub=pure-token@PUBSUB) username=string@USER? \
              ip:port=string@ADDR? ip:port=string@LADDR^6.2.0? yes/no=string@SKIPME?)) ; Closes connections
            client|kill ! 2.8.12 filters
            client|kill ! 2.8.12 ID
            client|kill ! 3.2.0 TYPE master
            client|kill ! 5.0.0 TYPE replica in the place of slave
            client|kill ! 6.2.0 LADDR
            client|list ; nondeterministic_output ; connection ; O(N) ; \
              normal_master_replica_pubsub=oneof@TYPE^5.0.0?(normal=pure-token@NORMAL master=pure-token@MASTER \
              replica=pure-token@REPLICA pubsub=pure-token@PUBSUB) id=block@ID^6.2.0?(client-id=integer*) ; The \
              connections of all clients
            client|list ! 2.8.12 field id
            client|list ! 5.0.0 TYPE
            client|list ! 6.0.0 field user
            client|list ! 6.2.0 fields argv-mem, tot-mem, laddr, redir, and ID
            client|list ! 7.0.0 fields resp, multi-mem, rbs, rbp
            client|list ! 7.0.3 field ssub
            client|no-evict ; - ; connection ; O(1) ; enabled=oneof(on=pure-token@ON off=pure-token@OFF) ; Keeps \
              this connection when memory is short
            client|pause ; - ; connection ; O(1) ; timeout=integer mode=oneof^6.2.0?(write=pure-token@WRITE \
              all=pure-token@ALL) ; Lets clients wait for a while
            client|pause ! 6.2.0 WRITE and ALL
            client|reply ; - ; connection ; O(1) ; on_off_skip=oneof(on=pure-token@ON off=pure-token@OFF \
              skip=pure-token@SKIP) ; Says which commands of this connection are answered
            client|setinfo ; request_policy:all_nodes,response_policy:all_succeeded ; connection ; O(1) ; \
              attr=oneof(libname=string@LIB-NAME libver=string@LIB-VER) ; Says which library the client uses
            client|setname ; - ; connection ; O(1) ; connection-name=string ; Names this connection
            client|tracking ; - ; connection ; O(1) ; status=oneof(on=pure-token@ON off=pure-token@OFF) \
              client-id=integer@REDIRECT? prefix=string@PREFIX?*+ bcast=pure-token@BCAST? optin=pure-token@OPTIN? \
              optout=pure-token@OPTOUT? noloop=pure-token@NOLOOP? ; Turns tracking of keys on or off
            client|trackinginfo ; - ; connection ; O(1) ; - ; How tracking is set for this connection
            client|unblock ; - ; connection ; O(log N) ; client-id=integer \
              timeout_error=oneof?(timeout=pure-token@TIMEOUT error=pure-token@ERROR) ; Ends the waiting of a client
            client|unpause ; - ; connection ; O(N) ; - ; Lets paused clients go on
            command ; nondeterministic_output_order ; server ; O(N) ; - ; All commands
            command|count ; - ; server ; O(1) ; - ; How many commands there are
            command|docs ; nondeterministic_output_order ; server ; O(N) ; command-name=string?* ; What commands are \
              for and what they take
            command|getkeys ; - ; server ; O(N) ; - ; The keys in a command
            command|getkeysandflags ; - ; server ; O(N) ; - ; The keys in a command and what it does to them
            command|help ; - ; server ; O(1) ; - ; What the subcommands are
            command|info ; nondeterministic_output_order ; server ; O(N) ; command-name=string?* ; Arity, flags and \
              categories of commands
            command|info ! 7.0.0 all commands when none is named
            command|list ; nondeterministic_output_order ; server ; O(N) ; \
              filterby=oneof@FILTERBY?(module-name=string@MODULE category=string@ACLCAT pattern=pattern@PATTERN) ; The \
              names of all commands
            hello ; - ; connection ; O(1) ; arguments=block?(protover=integer \
              username_password=block@AUTH?(username=string password=string) clientname=string@SETNAME?) ; Says which \
              protocol and which user the client wants
            hello ! 6.2.0 without a version
            info ; nondeterministic_output,request_policy:all_shards,response_policy:special ; server ; O(1) ; \
              section=string?* ; Facts and figures about this Sentinel
            info ! 7.0.0 several sections
            ping ; request_policy:all_shards,response_policy:all_succeeded ; connection ; O(1) ; message=string? ; \
              Answers while the process lives
            psubscribe ; - ; pubsub ; O(N) ; pattern=block*(pattern=pattern) ; Hears the events whose names match
            publish ; - ; pubsub ; O(N+M) ; channel=string message=string ; Takes the hello of another Sentinel
            punsubscribe ; - ; pubsub ; O(N+M) ; pattern=pattern?* ; Hears events by pattern no longer
            role ; - ; server ; O(1) ; - ; That this is a Sentinel, and the masters it watches
            sentinel ; - ; sentinel ; * ; - ; What a Sentinel knows and does
            sentinel|ckquorum ; - ; sentinel ; - ; master-name=string ; Whether enough Sentinels are reachable for a \
              failover
            sentinel|config ; - ; sentinel ; O(1) ; set_or_get=oneof(set_param_value=block@SET*(parameter=string \
              value=string) parameter=string@GET*) ; Reads or changes settings of the Sentinel
            sentinel|debug ; - ; sentinel ; O(N) ; parameter_value=block*(parameter=string value=string) ; Reads or \
              changes the periods of the Sentinel
            sentinel|failover ; - ; sentinel ; - ; master-name=string ; Fails over although the master is well
            sentinel|flushconfig ; - ; sentinel ; O(1) ; - ; Writes the state to the configuration file
            sentinel|get-master-addr-by-name ; - ; sentinel ; O(1) ; master-name=string ; Where a master is now
            sentinel|help ; - ; sentinel ; O(1) ; - ; What the subcommands are
            sentinel|info-cache ; - ; sentinel ; O(N) ; nodename=string* ; The last INFO of masters and their \
              replicas
            sentinel|is-master-down-by-addr ; - ; sentinel ; O(1) ; ip=string port=integer current-epoch=integer \
              runid=string ; Whether a master is down, and whom this Sentinel votes for
            sentinel|master ; - ; sentinel ; O(1) ; master-name=string ; The state of one master
            sentinel|masters ; - ; sentinel ; O(N) ; - ; The state of all masters
            sentinel|monitor ; - ; sentinel ; O(1) ; name=string ip=string port=integer quorum=integer ; Begins to \
              watch a master
            sentinel|myid ; - ; sentinel ; O(1) ; - ; The id of this Sentinel
            sentinel|pending-scripts ; - ; sentinel ; - ; - ; The scripts that run or wait
            sentinel|remove ; - ; sentinel ; O(1) ; master-name=string ; Ceases to watch a master
            sentinel|replicas ; - ; sentinel ; O(N) ; master-name=string ; The replicas of a master
            sentinel|reset ; - ; sentinel ; O(N) ; pattern=pattern ; Forgets replicas, Sentinels and failovers of \
              masters
            sentinel|sentinels ; - ; sentinel ; O(N) ; master-name=string ; The other Sentinels of a master
            sentinel|set ; - ; sentinel ; O(1) ; master-name=string option_value=block*(option=string value=string) \
              ; Changes settings of a master
            sentinel|simulate-failure ; - ; sentinel ; - ; mode=oneof?*(crash-after-election=pure-token \
              crash-after-promotion=pure-token help=pure-token) ; Lets the process die at a point of a failover
            sentinel|slaves ; - ; sentinel ; O(N) ; master-name=string ; The replicas of a master
            shutdown ; - ; server ; O(N) ; nosave_save=oneof?(nosave=pure-token@NOSAVE save=pure-token@SAVE) \
              now=pure-token@NOW^7.0.0? force=pure-token@FORCE^7.0.0? abort=pure-token@ABORT^7.0.0? ; Ends the process
            shutdown ! 7.0.0 NOW, FORCE and ABORT
            subscribe ; - ; pubsub ; O(N) ; channel=string* ; Hears the events of these names
            unsubscribe ; - ; pubsub ; O(N) ; channel=string?* ; Hears events no longer
            """;
}
