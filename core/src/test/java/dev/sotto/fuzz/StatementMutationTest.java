package dev.sotto.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * {@link StatementFuzz} on statements whose words were moved about. Jazzer spends its ten seconds on loading ANTLR's tables, so
 * the inputs are made here: from the statements of its corpus and the expressions of the language's own tests.
 */
class StatementMutationTest {
    private static final int INPUTS = Boolean.getBoolean("sotto.long") ? 300_000 : 15_000;
    private static final int STATEMENTS = 15;

    private final long seed = Long.getLong("sotto.seed", 20261122);
    private final Random random = new Random(seed);

    @Test
    void noStatementFellsIt() throws IOException {
        List<String> words = new ArrayList<>();
        List<List<String>> statements = new ArrayList<>();
        for (int i = 0; i < STATEMENTS; i++) {
            statements.add(words(read("StatementFuzz/statement" + i)));
        }
        for (String row : read("/dev/sotto/query/expressions.txt").split("\n")) {
            if (row.contains(" => ")) {
                statements.add(words("SELECT * FROM c WHERE " + row.substring(0, row.indexOf(" => "))));
            }
        }
        statements.forEach(words::addAll);
        for (int i = 0; i < INPUTS; i++) {
            List<String> statement = new ArrayList<>(statements.get(random.nextInt(statements.size())));
            for (int change = random.nextInt(4); change >= 0; change--) {
                mutate(statement, words);
            }
            String text = String.join(random.nextInt(8) == 0 ? "" : " ", statement);
            try {
                StatementFuzz.fuzzerTestOneInput(text.getBytes(StandardCharsets.UTF_8));
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("seed " + seed + ", input " + i + ": " + text, e);
            }
        }
        System.out.println("figure: mutated statements that were understood or refused: " + INPUTS);
    }

    private void mutate(List<String> statement, List<String> words) {
        int at = random.nextInt(statement.size());
        switch (random.nextInt(5)) {
            case 0 -> statement.add(at, words.get(random.nextInt(words.size())));
            case 1 -> statement.set(at, words.get(random.nextInt(words.size())));
            case 2 -> statement.set(at, statement.get(random.nextInt(statement.size())));
            case 3 -> {
                String word = statement.get(at);
                int cut = random.nextInt(word.length() + 1);
                statement.set(at, word.substring(0, cut) + (char) (32 + random.nextInt(96)) + word.substring(cut));
            }
            default -> {
                if (statement.size() > 1) {
                    statement.remove(at);
                }
            }
        }
    }

    private static List<String> words(String statement) {
        return Arrays.asList(statement.trim().split("\\s+|(?<=[(),.\\[\\]{}:])|(?=[(),.\\[\\]{}:])"));
    }

    private static String read(String resource) throws IOException {
        try (InputStream in = StatementMutationTest.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
