package dev.sotto.query.statement;

import dev.sotto.document.Bytes;
import dev.sotto.document.Refusal;
import dev.sotto.query.Limits;
import dev.sotto.query.StatementException;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.expression.Predicate;
import dev.sotto.query.statement.Statement.Select;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;

/**
 * A query that can be a subscription: its arguments written into its text, and its text written in one way only, so that
 * two peers who ask for the same thing have the same bytes. It travels as its text alone.
 *
 * @param text parses to the same query again
 * @param collection the collection that it reads
 * @param predicate what it asks of a document
 */
public record CanonicalQuery(String text, String collection, Predicate predicate) {
    private static final byte[] HASH_PREFIX = "subHash1".getBytes(StandardCharsets.US_ASCII);

    /** Bytes of {@link #subHash()}. */
    public static final int SUB_HASH_BYTES = 8;

    /**
     * Makes a statement canonical.
     *
     * @throws StatementException QUERY_INVALID unless it is a SELECT of whole documents of one collection without ORDER BY and
     *     LIMIT, and its condition asks for nothing but the document: no clock(); the parser's codes;
     *     PARAMETER_MISSING, PARAMETER_TYPE; QUERY_TOO_COMPLEX when it grows too long with its arguments
     */
    public static CanonicalQuery of(String statement, Map<String, ?> arguments) {
        return of(Statements.parse(statement), Arguments.of(arguments));
    }

    /** As {@link #of(String, Map)}, for a statement that is parsed already. */
    public static CanonicalQuery of(Statement statement, Arguments arguments) {
        if (!(statement instanceof Select select)
                || !select.isOfDocuments()
                || select.hasLimit()
                || select.hasOffset()
                || !select.orderBy().isEmpty()) {
            throw new StatementException(new Refusal(
                    "QUERY_INVALID",
                    "subscription",
                    "another statement",
                    "SELECT * FROM collection WHERE .. and no more"));
        }
        if (select.from() instanceof Source.Stored stored && stored.isSystem()) {
            throw new StatementException(new Refusal(
                    "QUERY_INVALID",
                    "subscription",
                    select.collection(),
                    "a collection of documents, which can be synced"));
        }
        Predicate predicate =
                Predicate.of(select.where(), arguments.forSubscription()).total();
        String text = StatementText.of(
                new Select(select.collection(), predicate.condition(), select.orderBy(), select.limit()));
        if (text.length() > Limits.TEXT_CHARS_MAX) {
            throw new StatementException(new Refusal(
                    "QUERY_TOO_COMPLEX",
                    "subscription",
                    text.length() + " characters with its arguments",
                    "at most " + Limits.TEXT_CHARS_MAX));
        }
        Statements.parse(text); // with its arguments and brackets it may be more than a peer takes
        return new CanonicalQuery(text, select.collection(), predicate);
    }

    /** The first 8 bytes of SHA-256 over ("subHash1", text in UTF-8): the name of the subscription between two peers. */
    public Bytes subHash() {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(HASH_PREFIX);
            return Bytes.of(sha.digest(text.getBytes(StandardCharsets.UTF_8)), 0, SUB_HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
