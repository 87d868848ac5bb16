/**
 * Frames and messages: bytes to messages and back, limits and versions. Pure; parsing never acts.
 *
 * <p>What does not belong here: deciding what a message means for a document or a session.
 */
package dev.sotto.wire;
