/**
 * Ways to keep the process running in the background, one rung of the ladder each: what the machine orders, what a
 * mechanism answers, and what a hold tells about itself.
 *
 * <p>Choosing between mechanisms, retrying and timing do not belong here: a mechanism tries once and tells the truth.
 */
package dev.sotto.background.mechanism;
