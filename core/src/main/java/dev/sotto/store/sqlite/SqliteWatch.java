package dev.sotto.store.sqlite;

import dev.sotto.query.StatementException;
import dev.sotto.query.scan.Cancellation;
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

    private final Connection connection;
    private boolean registered;

    SqliteWatch(Connection connection) {
        this.connection = connection;
    }

    /**
     * What ends the statements of this connection from now on. SQLite is told of the watch when there is something to watch
     * for, and so on the connection that writes only while an index is built: the driver does not look whether it got the
     * memory for it, and without any the process ends.
     */
    void by(Cancellation now) throws SQLException {
        if (!registered && now != Cancellation.NEVER) {
            setHandler(connection, SqliteLimits.STEPS_PER_CHECK, this);
            registered = true;
        }
        cancellation = now;
        ended = null;
    }

    /** Nothing is watched for any more, and SQLite does not ask. */
    void end() throws SQLException {
        cancellation = Cancellation.NEVER;
        clearHandler(connection);
        registered = false;
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
