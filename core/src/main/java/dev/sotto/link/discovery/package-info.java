/**
 * Who else is near: the port Discovery, what an advert says, and which adverts are worth a dial.
 *
 * <p>What does not belong here: trust. An advert is a hint that anybody on the network can write; whoever answers there proves
 * itself as everybody does, and an advert that lies costs a few dials.
 */
@org.jspecify.annotations.NullMarked
package dev.sotto.link.discovery;
