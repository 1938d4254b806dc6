package io.reactivesentinel.engine;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.reactivesentinel.engine.internal.stage.Answer;
import io.reactivesentinel.engine.internal.stage.Call;
import io.reactivesentinel.engine.internal.stage.Command;
import io.reactivesentinel.engine.internal.stage.Refusal;
import io.reactivesentinel.engine.spi.GlobalSettings;
import io.reactivesentinel.engine.spi.MasterRecord;
import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.engine.spi.RandomSource;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The decisions stay pure and the arrows between packages keep their direction. */
final class ArchitectureTest {

    private static final String BASE = "io.reactivesentinel";
    private static final String STAGE = BASE + ".engine.internal.stage..";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(BASE);

    private static DescribedPredicate<JavaClass> in(String... packages) {
        return resideInAnyPackage(packages);
    }

    @Test
    void somethingIsLookedAt() {
        assertThat(CLASSES.stream().filter(resideInAPackage(STAGE)).count()).isGreaterThan(40);
    }

    @Test
    void stagesKnowOnlyTheLanguageTheProtocolAndThePureSeams() {
        classes()
                .that(resideInAPackage(STAGE))
                .should()
                .onlyDependOnClassesThat(in(
                                STAGE,
                                BASE + ".protocol..",
                                BASE + ".resp",
                                BASE + ".engine.config..",
                                "java.lang..",
                                "java.util",
                                "java.util.function",
                                "java.util.stream",
                                "java.security",
                                "java.time",
                                "org.jspecify.annotations")
                        .or(belongToAnyOf(
                                GlobalSettings.class,
                                MasterRecord.class,
                                PersistentState.class,
                                RandomSource.class,
                                StandardCharsets.class,
                                java.nio.charset.Charset.class))
                        .or(DescribedPredicate.describe("an array", JavaClass::isArray)))
                .check(CLASSES);
    }

    @Test
    void stagesHaveNoClockNoChanceAndNoThread() {
        noClasses()
                .that(resideInAPackage(STAGE))
                .should()
                .dependOnClassesThat(belongToAnyOf(
                        java.time.Clock.class,
                        java.time.Instant.class,
                        java.time.LocalDateTime.class,
                        Random.class,
                        UUID.class,
                        java.security.SecureRandom.class,
                        Thread.class,
                        ThreadLocal.class,
                        Runtime.class,
                        java.lang.ProcessBuilder.class))
                .check(CLASSES);
        noClasses()
                .that(resideInAPackage(STAGE))
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(System.class, "getProperty", String.class)
                .orShould()
                .callMethod(Math.class, "random")
                .check(CLASSES);
    }

    @Test
    void stagesKeepNothingInStatics() {
        fields().that()
                .areDeclaredInClassesThat(resideInAPackage(STAGE))
                .and()
                .areStatic()
                .and(DescribedPredicate.describe(
                        "are not made by the compiler",
                        field -> !field.getModifiers().contains(JavaModifier.SYNTHETIC)
                                && !field.getName().startsWith("$")))
                .should()
                .beFinal()
                .andShould()
                .haveRawType(DescribedPredicate.describe(
                        "a type that cannot change",
                        type -> type.isPrimitive()
                                || type.isEquivalentTo(String.class)
                                || type.isRecord()
                                || type.isEnum()))
                .check(CLASSES);
    }

    @Test
    void thePortKnowsOnlyTheCommandsOfTheStages() {
        noClasses()
                .that(resideInAPackage(BASE + ".engine.internal.port.."))
                .should()
                .dependOnClassesThat(resideInAPackage(STAGE)
                        .and(not(belongToAnyOf(Command.class, Answer.class, Call.class, Refusal.class)))
                        .and(DescribedPredicate.describe(
                                "no part of a command or refusal",
                                type -> !type.getName().contains("Command$")
                                        && !type.getName().contains("Refusal$"))))
                .check(CLASSES);
    }

    @Test
    void theStoreKnowsNoStage() {
        noClasses()
                .that(resideInAPackage(BASE + ".engine.internal.store.."))
                .should()
                .dependOnClassesThat(in(STAGE, BASE + ".engine.internal.port..", BASE + ".engine.internal.runtime.."))
                .check(CLASSES);
    }

    @Test
    void nothingKnowsTheRuntimeButTheEnginesOwnDoor() {
        noClasses()
                .that(resideInAPackage(BASE + "..")
                        .and(not(resideInAPackage(BASE + ".engine.internal.runtime..")))
                        .and(not(resideInAPackage(BASE + ".engine"))))
                .should()
                .dependOnClassesThat(resideInAPackage(BASE + ".engine.internal.runtime.."))
                .check(CLASSES);
    }

    @Test
    void theCodecKnowsNoEngine() {
        noClasses()
                .that(in(BASE + ".resp..", BASE + ".protocol.."))
                .should()
                .dependOnClassesThat(resideInAPackage(BASE + ".engine.."))
                .check(CLASSES);
    }
}
