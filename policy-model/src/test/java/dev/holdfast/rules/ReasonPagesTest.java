package dev.holdfast.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.policy.Committed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReasonPagesTest {
    private static final Path PAGES = Committed.path("docs/codes");

    @ParameterizedTest
    @EnumSource(ReasonCode.class)
    void everyReasonHasAPageWithItsCodeAndItsText(ReasonCode reason) throws IOException {
        Path page = PAGES.resolve(reason.code() + ".md");

        assertThat(page).exists();
        assertThat(Files.readString(page))
                .startsWith("# " + reason.code() + ": ")
                .contains("`" + reason.text() + "`")
                .contains("**What it means.**", "**What was looked at.**", "**What to do.**");
    }

    @Test
    void theIndexListsEveryPageUnderItsTitle() throws IOException {
        String index = Files.readString(PAGES.resolve("README.md"));
        try (Stream<Path> files = Files.list(PAGES)) {
            List<Path> pages =
                    files.filter(file -> file.getFileName().toString().startsWith("HF")).toList();

            assertThat(pages).isNotEmpty();
            for (Path page : pages) {
                String code = page.getFileName().toString().replace(".md", "");
                String title = Files.readAllLines(page).getFirst().substring(2);
                assertThat(index)
                        .contains(
                                "[" + code + "](" + code + ".md)" + title.substring(code.length()));
            }
        }
    }
}
