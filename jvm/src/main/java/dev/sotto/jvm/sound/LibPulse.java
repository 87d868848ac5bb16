package dev.sotto.jvm.sound;

import com.sun.jna.Callback;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.ptr.IntByReference;
import org.jspecify.annotations.Nullable;

/**
 * The part of libpulse's asynchronous interface that the native keeper calls. Names, order and numbers are those of the
 * C headers {@code pulse/context.h}, {@code pulse/stream.h}, {@code pulse/mainloop.h} and {@code pulse/def.h}
 * (https://www.freedesktop.org/software/pulseaudio/doxygen/).
 *
 * <p>None of it is safe to call from two threads at once, except {@link #pa_mainloop_wakeup}. {@link PulseLine} confines
 * all calls to its own thread.
 */
interface LibPulse extends Library {
    /** Shared object that the linker finds at run time (the unversioned name exists only where headers are installed). */
    String LIBRARY = "libpulse.so.0";

    int CONTEXT_NOAUTOSPAWN = 0x1;
    int CONTEXT_READY = 4;
    int CONTEXT_FAILED = 5;
    int CONTEXT_TERMINATED = 6;

    int STREAM_READY = 2;
    int STREAM_FAILED = 3;
    int STREAM_TERMINATED = 4;

    /** Ask the server to request data by {@code minreq} instead of by what the sink's latency suggests. */
    int STREAM_EARLY_REQUESTS = 0x4000;

    int STREAM_START_CORKED = 0x1;

    int SEEK_RELATIVE = 0;
    int SAMPLE_S16LE = 3;

    static LibPulse load() {
        return Native.load(LIBRARY, LibPulse.class);
    }

    Pointer pa_mainloop_new();

    Pointer pa_mainloop_get_api(Pointer mainloop);

    int pa_mainloop_iterate(Pointer mainloop, int block, @Nullable IntByReference returned);

    void pa_mainloop_wakeup(Pointer mainloop);

    void pa_mainloop_free(Pointer mainloop);

    String pa_get_library_version();

    String pa_strerror(int error);

    Pointer pa_proplist_new();

    int pa_proplist_sets(Pointer properties, String key, String value);

    void pa_proplist_free(Pointer properties);

    Pointer pa_context_new_with_proplist(Pointer api, String name, Pointer properties);

    void pa_context_set_state_callback(Pointer context, @Nullable Notify callback, @Nullable Pointer user);

    int pa_context_connect(Pointer context, @Nullable String server, int flags, @Nullable Pointer spawn);

    int pa_context_get_state(Pointer context);

    int pa_context_errno(Pointer context);

    void pa_context_disconnect(Pointer context);

    void pa_context_unref(Pointer context);

    Pointer pa_stream_new_with_proplist(
            Pointer context, String name, SampleSpec format, @Nullable Pointer channels, Pointer properties);

    int pa_stream_connect_playback(
            Pointer stream,
            @Nullable String device,
            BufferAttributes buffer,
            int flags,
            @Nullable Pointer volume,
            @Nullable Pointer synchronised);

    void pa_stream_set_state_callback(Pointer stream, @Nullable Notify callback, @Nullable Pointer user);

    void pa_stream_set_suspended_callback(Pointer stream, @Nullable Notify callback, @Nullable Pointer user);

    void pa_stream_set_moved_callback(Pointer stream, @Nullable Notify callback, @Nullable Pointer user);

    void pa_stream_set_write_callback(Pointer stream, @Nullable Request callback, @Nullable Pointer user);

    void pa_stream_set_event_callback(Pointer stream, @Nullable Event callback, @Nullable Pointer user);

    int pa_stream_get_state(Pointer stream);

    int pa_stream_is_suspended(Pointer stream);

    int pa_stream_write(Pointer stream, Pointer bytes, NativeLong count, @Nullable Pointer free, long offset, int seek);

    @Nullable
    Pointer pa_stream_cork(Pointer stream, int cork, @Nullable Pointer callback, @Nullable Pointer user);

    int pa_stream_get_index(Pointer stream);

    @Nullable
    Pointer pa_context_get_sink_input_info(Pointer context, int index, SinkInputSeen callback, @Nullable Pointer user);

    void pa_operation_unref(Pointer operation);

    int pa_stream_disconnect(Pointer stream);

    void pa_stream_unref(Pointer stream);

    /** {@code pa_context_notify_cb_t} and {@code pa_stream_notify_cb_t}. */
    interface Notify extends Callback {
        void invoke(Pointer object, @Nullable Pointer user);
    }

    /** {@code pa_stream_request_cb_t}: the server wants so many bytes. */
    interface Request extends Callback {
        void invoke(Pointer stream, NativeLong bytes, @Nullable Pointer user);
    }

    /** {@code pa_stream_event_cb_t}: the server asks politely, for example "request-cork". */
    interface Event extends Callback {
        void invoke(Pointer stream, String name, @Nullable Pointer properties, @Nullable Pointer user);
    }

    /** {@code pa_sink_input_info_cb_t}: {@code last} is 1 after the last answer, negative for an error. */
    interface SinkInputSeen extends Callback {
        void invoke(Pointer context, @Nullable Pointer answer, int last, @Nullable Pointer user);
    }

    /** {@code pa_sample_spec}. */
    @Structure.FieldOrder({"format", "rate", "channels"})
    final class SampleSpec extends Structure {
        public int format = SAMPLE_S16LE;
        public int rate = SoundLimits.SAMPLE_RATE;
        public byte channels = 1;
    }

    /** {@code pa_buffer_attr}; -1 leaves a field to the server. */
    @Structure.FieldOrder({"maxlength", "tlength", "prebuf", "minreq", "fragsize"})
    final class BufferAttributes extends Structure {
        public int maxlength = -1;
        public int tlength = SoundLimits.bytes(SoundLimits.BUFFER_MILLIS_WANTED);
        public int prebuf = 0;
        public int minreq = SoundLimits.bytes(SoundLimits.REQUEST_MILLIS);
        public int fragsize = -1;
    }

    /** {@code pa_sink_input_info} up to the field that is of use here. */
    @Structure.FieldOrder({
        "index",
        "name",
        "ownerModule",
        "client",
        "sink",
        "format",
        "rate",
        "channels",
        "mapChannels",
        "map",
        "volumeChannels",
        "volumes",
        "bufferMicros",
        "sinkMicros",
        "resampler",
        "driver",
        "mute"
    })
    final class SinkInput extends Structure {
        private static final int CHANNELS_MAX = 32;

        public int index;
        public @Nullable Pointer name;
        public int ownerModule;
        public int client;
        public int sink;
        public int format;
        public int rate;
        public byte channels;
        public byte mapChannels;
        public int[] map = new int[CHANNELS_MAX];
        public byte volumeChannels;
        public int[] volumes = new int[CHANNELS_MAX];
        public long bufferMicros;
        public long sinkMicros;
        public @Nullable Pointer resampler;
        public @Nullable Pointer driver;
        public int mute;

        SinkInput(Pointer at) {
            super(at);
            read();
        }
    }
}
