package dev.sotto.store.sqlite;

import dev.sotto.query.StatementException;
import dev.sotto.query.plan.Cancellation;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.ProgressHandler;

/**
 * Lets a statement be ended while SQLite runs it: every so many steps SQLite asks whether to go on
 * (https://www.sqlite.org/c3ref/progress_handler.html). It asks on the thread that runs the statement, so nothing is shared
 * with another one, and a cancellation that comes late hits no later statement of the connection, as sqlite3_interrupt from
 * outside could.
 */
final class SqliteWatch extends ProgressHandler {
    private Cancellation cancellation = Cancellation.NEVER;

    @Nullable
    private StatementException ended;

    private SqliteWatch() {}

    static SqliteWatch on(Connection connection) throws SQLException {
        SqliteWatch watch = new SqliteWatch();
        setHandler(connection, SqliteLimits.STEPS_PER_CHECK, watch);
        return watch;
    }

    /** What ends the statements of this connection from now on. */
    void by(Cancellation now) {
        cancellation = now;
        ended = null;
    }

    /** Why the statement that SQLite called interrupted was ended; once. */
    @Nullable
    StatementException takeEnded() {
        StatementException why = ended;
        ended = null;
        return why;
    }

    @Override
    protected int progress() {
        try {
            cancellation.check();
            return 0;
        } catch (StatementException e) {
            ended = e;
            return 1;
        }
    }
}
