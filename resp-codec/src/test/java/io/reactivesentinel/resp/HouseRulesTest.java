package io.reactivesentinel.resp;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HouseRulesTest {
    private static final int MAX_LINES = 400;

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.reactivesentinel");

    @Test
    void theCodecKnowsNoSocketAndNoReactor() {
        noClasses()
                .that()
                .resideInAPackage("io.reactivesentinel.resp")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("reactor..", "io.netty.channel..", "java.net..", "org.slf4j..")
                .check(MAIN);
    }

    @Test
    void theVocabularyKnowsNoNetwork() {
        noClasses()
                .that()
                .resideInAPackage("io.reactivesentinel.protocol..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty..", "io.reactivesentinel.resp.netty..")
                .check(MAIN);
    }

    @Test
    void noFileIsLongerThanOneCanRead() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            List<Path> sources =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            assertThat(sources).isNotEmpty();
            for (Path source : sources) {
                assertThat(Files.readAllLines(source)).as("%s", source).hasSizeLessThanOrEqualTo(MAX_LINES);
            }
        }
    }
}
