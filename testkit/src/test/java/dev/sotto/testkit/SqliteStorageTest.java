package dev.sotto.testkit;

import org.junit.jupiter.api.Tag;

@Tag("slow")
class SqliteStorageTest extends SqliteStorageContract {}
