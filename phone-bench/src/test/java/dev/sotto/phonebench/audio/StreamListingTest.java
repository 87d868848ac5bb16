package dev.sotto.phonebench.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which streams play, by listings as pactl prints them (only the fields that are read). */
final class StreamListingTest {
    @Test
    void aStreamPlaysWhenItIsNotCorkedAndItsSinkIsNotSuspended() throws IOException {
        List<AudioStream> streams = StreamListing.parse("""
                {"sinks":[{"index":0,"state":"RUNNING","name":"speaker"},{"index":1,"state":"SUSPENDED","name":"held"}],
                 "sink_inputs":[
                  {"index":4,"sink":0,"corked":false,"properties":{"media.role":"music","application.process.id":"77"}},
                  {"index":5,"sink":0,"corked":true,"properties":{"application.process.id":"78"}},
                  {"index":6,"sink":1,"corked":false,"properties":{"application.process.id":"79"}},
                  {"index":7,"sink":9,"corked":false,"properties":{}}]}
                """);
        assertEquals(
                List.of(
                        new AudioStream(4, 77, "music", "speaker", false, false),
                        new AudioStream(5, 78, "", "speaker", true, false),
                        new AudioStream(6, 79, "", "held", false, true),
                        new AudioStream(7, -1, "", "", false, true)),
                streams);
        assertEquals(
                List.of(true, false, false, false),
                streams.stream().map(AudioStream::plays).toList());
    }

    @Test
    void whatIsNoListingIsAnErrorAndNotAnEmptyServer() {
        assertThrows(IOException.class, () -> StreamListing.parse("Connection failure: Connection refused\n"));
        assertThrows(IOException.class, () -> StreamListing.parse("[]"));
    }
}
