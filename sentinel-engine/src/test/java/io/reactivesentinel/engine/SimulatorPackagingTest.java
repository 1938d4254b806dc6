package io.reactivesentinel.engine;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.reactivesentinel.engine.sim.Simulation;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** What is published of the simulator runs without a test library, and without the tests that are not published. */
final class SimulatorPackagingTest {

    private static JavaClasses published;
    private static Set<String> names;
    private static URI testClasses;

    @BeforeAll
    static void importWhatIsPublished() throws Exception {
        testClasses = testClasses();
        List<PathMatcher> included = patterns("include");
        List<PathMatcher> excluded = patterns("exclude");
        Path root = Path.of(testClasses);
        List<Path> files;
        try (Stream<Path> all = Files.walk(root)) {
            files = all.filter(file -> file.toString().endsWith(".class"))
                    .filter(file -> matches(included, root.relativize(file)))
                    .filter(file -> !matches(excluded, root.relativize(file)))
                    .toList();
        }
        published = new ClassFileImporter().importPaths(files);
        names = published.stream().map(JavaClass::getName).collect(Collectors.toSet());
    }

    private static URI testClasses() throws URISyntaxException {
        return Simulation.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI();
    }

    /** The patterns of the build. Java's globs mean the same as Maven's for all that are used there. */
    private static List<PathMatcher> patterns(String kind) throws Exception {
        Document pom = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of("pom.xml").toFile());
        XPath path = XPathFactory.newInstance().newXPath();
        NodeList found = (NodeList)
                path.evaluate("//execution[id='simulator']/configuration//" + kind, pom, XPathConstants.NODESET);
        List<PathMatcher> patterns = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            patterns.add(FileSystems.getDefault()
                    .getPathMatcher("glob:" + found.item(i).getTextContent().strip()));
        }
        assertThat(patterns).isNotEmpty();
        return patterns;
    }

    private static boolean matches(List<PathMatcher> patterns, Path file) {
        return patterns.stream().anyMatch(each -> each.matches(file));
    }

    @Test
    void theSimulatorIsPublishedAndItsTestsAreNot() throws IOException {
        assertThat(names)
                .contains(
                        "io.reactivesentinel.engine.sim.Simulation",
                        "io.reactivesentinel.engine.sim.Variants",
                        "io.reactivesentinel.engine.sim.c.Program",
                        "io.reactivesentinel.engine.internal.runtime.SimulatedLoop",
                        "io.reactivesentinel.engine.internal.stage.Probe")
                .noneMatch(name -> name.matches(".*(Test|IT)(\\$.*)?"));
    }

    @Test
    void itNeedsNoTestLibrary() {
        classes()
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                                "io.reactivesentinel..",
                                "java..",
                                "reactor.core..",
                                "reactor.netty..",
                                "reactor.util..",
                                "io.netty..",
                                "org.reactivestreams..",
                                "org.slf4j..",
                                "org.jspecify.annotations")
                        .or(DescribedPredicate.describe("an array", JavaClass::isArray)))
                .check(published);
    }

    @Test
    void itNeedsNoTestThatStaysBehind() {
        classes()
                .should()
                .onlyDependOnClassesThat(DescribedPredicate.describe(
                        "are published too or belong to production",
                        type -> names.contains(type.getBaseComponentType().getName()) || !isTest(type)))
                .check(published);
    }

    private static boolean isTest(JavaClass type) {
        return type.getBaseComponentType()
                .getSource()
                .map(source -> source.getUri().toString().startsWith(testClasses.toString()))
                .orElse(false);
    }
}
