/**
 * The hold by mixable silent audio, all of it: the artifact with the classifier {@code strict-review} is the one without
 * this package, so nothing outside may name a class in here.
 *
 * <p>Sound that anybody could hear does not belong here.
 */
package dev.sotto.ios.audio;
