/**
 * The house's rules as tests: floors, arrows, determinism, shared state, docs, notices, the front door. Each rule is
 * first shown to fail on planted code, so that it cannot pass by looking at nothing. What a room does is tested in
 * the room, not here.
 */
package dev.sotto.checks;
