package io.reactivesentinel.server.demo;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;
import org.redisson.config.SentinelServersConfig;
import org.redisson.config.SslVerificationMode;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.JedisSentinelPool;
import redis.clients.jedis.RedisSentinelClient;

/**
 * An application that finds its master through Sentinels with a client library as it comes, told nothing but where the
 * Sentinels are. What fails is an exception, and may be tried again.
 */
interface Application extends AutoCloseable {

    long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(100);

    /** The libraries. */
    enum Library {
        /** As it comes. */
        LETTUCE,
        /** The pool that most applications use. */
        JEDIS_POOL,
        /** What has replaced it. */
        JEDIS_CLIENT,
        /** As it comes. */
        REDISSON;

        Application connect(List<Integer> sentinelPorts) {
            return connect(sentinelPorts, null, null);
        }

        /** Over TLS where there is trust, over plain connections otherwise; with an account if there is one. */
        Application connect(List<Integer> sentinelPorts, @Nullable Trust trust, @Nullable Account account) {
            return switch (this) {
                case LETTUCE -> lettuce(sentinelPorts, trust, account);
                case JEDIS_POOL -> jedisPool(sentinelPorts, trust, account);
                case JEDIS_CLIENT -> jedisClient(sentinelPorts, trust, account);
                case REDISSON -> redisson(sentinelPorts, trust, account);
            };
        }
    }

    /** The same authority in the forms that the libraries take: a file in PEM, and what trusts it. */
    record Trust(Path authority, TrustManagerFactory factory, SSLSocketFactory sockets) {}

    /** A user of the Sentinels, and the password of the data nodes. */
    record Account(String user, String password, String dataPassword) {}

    void write(String key, String value);

    String read(String key);

    /** Listens on a channel from now on, across failovers. */
    void listen(String channel, Consumer<String> heard);

    @Override
    void close();

    private static Application lettuce(List<Integer> ports, @Nullable Trust trust, @Nullable Account account) {
        RedisURI.Builder uri = RedisURI.builder().withSentinelMasterId(Cluster.MASTER_NAME);
        ports.forEach(port -> {
            RedisURI.Builder sentinel =
                    RedisURI.builder().withHost("127.0.0.1").withPort(port).withSsl(trust != null);
            if (account != null) {
                sentinel.withAuthentication(account.user(), account.password());
            }
            uri.withSentinel(sentinel.build());
        });
        if (account != null) {
            uri.withPassword(account.dataPassword().toCharArray());
        }
        RedisClient client = RedisClient.create(
                uri.withTimeout(Duration.ofSeconds(2)).withSsl(trust != null).build());
        if (trust != null) {
            client.setOptions(ClientOptions.builder()
                    .sslOptions(SslOptions.builder()
                            .jdkSslProvider()
                            .trustManager(trust.authority().toFile())
                            .build())
                    .build());
        }
        StatefulRedisConnection<String, String> connection = client.connect();
        return new Application() {
            @Override
            public void write(String key, String value) {
                connection.sync().set(key, value);
            }

            @Override
            public String read(String key) {
                return Objects.requireNonNullElse(connection.sync().get(key), "nothing");
            }

            @Override
            public void listen(String channel, Consumer<String> heard) {
                StatefulRedisPubSubConnection<String, String> listening = client.connectPubSub();
                listening.addListener(new RedisPubSubAdapter<>() {
                    @Override
                    public void message(String of, String message) {
                        heard.accept(message);
                    }
                });
                listening.sync().subscribe(channel);
            }

            @Override
            public void close() {
                client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
            }
        };
    }

    /** Deprecated, and still what is in use. */
    @SuppressWarnings("deprecation")
    private static Application jedisPool(List<Integer> ports, @Nullable Trust trust, @Nullable Account account) {
        JedisSentinelPool pool = trust == null && account == null
                ? new JedisSentinelPool(
                        Cluster.MASTER_NAME,
                        ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.toSet()))
                : new JedisSentinelPool(
                        Cluster.MASTER_NAME,
                        addresses(ports),
                        jedisNode(trust, account),
                        jedisSentinel(trust, account));
        return new Application() {
            @Override
            public void write(String key, String value) {
                try (var jedis = pool.getResource()) {
                    jedis.set(key, value);
                }
            }

            @Override
            public String read(String key) {
                try (var jedis = pool.getResource()) {
                    return Objects.requireNonNullElse(jedis.get(key), "nothing");
                }
            }

            @Override
            public void listen(String channel, Consumer<String> heard) {
                listenAgainAndAgain(() -> {
                    try (var jedis = pool.getResource()) {
                        jedis.subscribe(passingOn(heard), channel);
                    }
                });
            }

            @Override
            public void close() {
                pool.close();
            }
        };
    }

    private static Set<HostAndPort> addresses(List<Integer> ports) {
        return ports.stream().map(port -> new HostAndPort("127.0.0.1", port)).collect(Collectors.toSet());
    }

    /** Deprecated, and still what is in use. */
    @SuppressWarnings("deprecation")
    private static DefaultJedisClientConfig.Builder jedisTls(@Nullable Trust trust) {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder();
        return trust == null ? config : config.ssl(true).sslSocketFactory(trust.sockets());
    }

    private static DefaultJedisClientConfig jedisNode(@Nullable Trust trust, @Nullable Account account) {
        DefaultJedisClientConfig.Builder config = jedisTls(trust);
        return account == null
                ? config.build()
                : config.password(account.dataPassword()).build();
    }

    private static DefaultJedisClientConfig jedisSentinel(@Nullable Trust trust, @Nullable Account account) {
        DefaultJedisClientConfig.Builder config = jedisTls(trust);
        return account == null
                ? config.build()
                : config.user(account.user()).password(account.password()).build();
    }

    private static Application jedisClient(List<Integer> ports, @Nullable Trust trust, @Nullable Account account) {
        var builder =
                RedisSentinelClient.builder().masterName(Cluster.MASTER_NAME).sentinels(addresses(ports));
        if (trust != null || account != null) {
            builder.clientConfig(jedisNode(trust, account)).sentinelClientConfig(jedisSentinel(trust, account));
        }
        RedisSentinelClient client = builder.build();
        return new Application() {
            @Override
            public void write(String key, String value) {
                client.set(key, value);
            }

            @Override
            public String read(String key) {
                return Objects.requireNonNullElse(client.get(key), "nothing");
            }

            @Override
            public void listen(String channel, Consumer<String> heard) {
                listenAgainAndAgain(() -> client.subscribe(passingOn(heard), channel));
            }

            @Override
            public void close() {
                client.close();
            }
        };
    }

    private static Application redisson(List<Integer> ports, @Nullable Trust trust, @Nullable Account account) {
        String scheme = trust == null ? "redis://" : "rediss://";
        Config config = new Config();
        config.setCodec(StringCodec.INSTANCE);
        if (trust != null) {
            config.setSslTrustManagerFactory(trust.factory()).setSslVerificationMode(SslVerificationMode.CA_ONLY);
        }
        SentinelServersConfig servers = config.useSentinelServers()
                .setMasterName(Cluster.MASTER_NAME)
                .addSentinelAddress(
                        ports.stream().map(port -> scheme + "127.0.0.1:" + port).toArray(String[]::new));
        if (account != null) {
            servers.setSentinelUsername(account.user()).setSentinelPassword(account.password());
            config.setPassword(account.dataPassword());
        }
        RedissonClient client = Redisson.create(config);
        return new Application() {
            @Override
            public void write(String key, String value) {
                client.getBucket(key).set(value);
            }

            @Override
            public String read(String key) {
                return Objects.requireNonNullElse(client.<String>getBucket(key).get(), "nothing");
            }

            @Override
            public void listen(String channel, Consumer<String> heard) {
                client.getTopic(channel).addListener(String.class, (of, message) -> heard.accept(message));
            }

            @Override
            public void close() {
                client.shutdown();
            }
        };
    }

    private static JedisPubSub passingOn(Consumer<String> heard) {
        return new JedisPubSub() {
            @Override
            public void onMessage(String channel, String message) {
                heard.accept(message);
            }
        };
    }

    /** With Jedis a listener is a thread that the application keeps, and subscribes anew when its connection is lost. */
    private static void listenAgainAndAgain(Runnable subscription) {
        Thread thread = new Thread(
                () -> {
                    while (!Thread.currentThread().isInterrupted()) {
                        try {
                            subscription.run();
                        } catch (IllegalStateException e) {
                            return;
                        } catch (RuntimeException e) {
                            LockSupport.parkNanos(RETRY_NS);
                        }
                    }
                },
                "jedis-listener");
        thread.setDaemon(true);
        thread.start();
    }
}
