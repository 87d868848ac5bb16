package dev.sotto.ios.audio;

import dev.sotto.background.port.Registration;
import java.util.ArrayList;
import java.util.List;
import org.robovm.apple.avfoundation.AVAudioPlayer;
import org.robovm.apple.avfoundation.AVAudioSession;
import org.robovm.apple.avfoundation.AVAudioSessionCategory;
import org.robovm.apple.avfoundation.AVAudioSessionCategoryOptions;
import org.robovm.apple.avfoundation.AVAudioSessionInterruptionNotification;
import org.robovm.apple.avfoundation.AVAudioSessionRouteChangeNotification;
import org.robovm.apple.avfoundation.AVAudioSessionSetActiveOptions;
import org.robovm.apple.foundation.NSData;
import org.robovm.apple.foundation.NSDictionary;
import org.robovm.apple.foundation.NSErrorException;
import org.robovm.apple.foundation.NSNotification;
import org.robovm.apple.foundation.NSNotificationCenter;
import org.robovm.apple.foundation.NSNumber;
import org.robovm.apple.foundation.NSObject;
import org.robovm.apple.foundation.NSString;
import org.robovm.objc.block.VoidBlock1;

/**
 * The port on AVFoundation: the only class that names it.
 *
 * <p>Numbers are read raw, since the bindings' enums throw on one that they do not know. The notifications of iOS 27 are
 * observed by their names, which no binding has yet; before iOS 27 nobody posts them.
 */
final class AppleAudio implements AudioSystem {

    private static final String BECAME_INACTIVE = "AVAudioSessionDidBecomeInactiveNotification";
    private static final String RESUMPTION = "AVAudioSessionResumptionRecommendationNotification";
    private static final String WAVE_TYPE = "com.microsoft.waveform-audio";

    @Override
    public SessionSettings settings() {
        AVAudioSession session = AVAudioSession.getSharedInstance();
        return new SessionSettings(
                text(session, "category"),
                text(session, "mode"),
                session.getCategoryOptions().value());
    }

    private static String text(NSObject of, String key) {
        return String.valueOf(of.getKeyValueCoder().getValue(key));
    }

    @Override
    public void apply(SessionSettings settings) throws AudioRefusal {
        try {
            AVAudioSession.getSharedInstance()
                    .setCategory(
                            AVAudioSessionCategory.valueOf(new NSString(settings.category())),
                            settings.mode(),
                            new AVAudioSessionCategoryOptions(settings.options()));
        } catch (NSErrorException refused) {
            throw refusal(refused);
        }
    }

    @Override
    public void activate() throws AudioRefusal {
        try {
            AVAudioSession.getSharedInstance().setActive(true);
        } catch (NSErrorException refused) {
            throw refusal(refused);
        }
    }

    @Override
    public void deactivate() throws AudioRefusal {
        try {
            AVAudioSession.getSharedInstance()
                    .setActive(false, AVAudioSessionSetActiveOptions.NotifyOthersOnDeactivation);
        } catch (NSErrorException refused) {
            throw refusal(refused);
        }
    }

    private static AudioRefusal refusal(NSErrorException refused) {
        return new AudioRefusal(refused.getError().getCode(), refused.getError().getLocalizedDescription());
    }

    @Override
    public Player player(byte[] wav) throws AudioRefusal {
        AVAudioPlayer player;
        try {
            player = new AVAudioPlayer(new NSData(wav), WAVE_TYPE);
        } catch (NSErrorException refused) {
            throw refusal(refused);
        }
        player.setNumberOfLoops(-1);
        player.prepareToPlay();
        return new Player() {
            @Override
            public boolean play() {
                return player.play();
            }

            @Override
            public long positionMillis() {
                return (long) (player.getCurrentTime() * 1_000);
            }

            @Override
            public void dispose() {
                player.stop();
            }
        };
    }

    @Override
    public Registration observe(Listener listener) {
        List<NSObject> tokens = new ArrayList<NSObject>();
        tokens.add(on(AVAudioSession.InterruptionNotification(), note -> {
            NSDictionary<?, ?> said = note.getUserInfo();
            listener.interruption(
                    number(said, AVAudioSessionInterruptionNotification.Keys.Type()),
                    number(said, AVAudioSessionInterruptionNotification.Keys.Option()),
                    number(said, new NSString("AVAudioSessionInterruptionReasonKey")));
        }));
        tokens.add(on(
                AVAudioSession.RouteChangeNotification(),
                note -> listener.routeChanged(
                        number(note.getUserInfo(), AVAudioSessionRouteChangeNotification.Keys.Reason()))));
        tokens.add(on(AVAudioSession.MediaServicesWereLostNotification(), note -> listener.servicesLost()));
        tokens.add(on(AVAudioSession.MediaServicesWereResetNotification(), note -> listener.servicesReset()));
        tokens.add(on(new NSString(BECAME_INACTIVE), note -> {
            NSDictionary<?, ?> said = note.getUserInfo();
            listener.becameInactive(context(said, "source"), context(said, "interruptionContext") != ABSENT);
        }));
        tokens.add(on(
                new NSString(RESUMPTION),
                note -> listener.resumptionRecommended(context(note.getUserInfo(), "recommendation"))));
        return () -> {
            for (NSObject token : tokens) {
                NSNotificationCenter.getDefaultCenter().removeObserver(token);
            }
        };
    }

    private static NSObject on(NSString name, VoidBlock1<NSNotification> block) {
        return NSNotificationCenter.getDefaultCenter().addObserver(name, null, null, block);
    }

    private static long number(NSDictionary<?, ?> from, NSString key) {
        NSObject value = from == null || key == null ? null : from.get((Object) key);
        return value instanceof NSNumber ? ((NSNumber) value).longValue() : ABSENT;
    }

    /** A property of the one context object that a notification of iOS 27 carries, whatever the key is called. */
    private static long context(NSDictionary<?, ?> from, String property) {
        if (from == null) {
            return ABSENT;
        }
        for (NSObject context : from.values()) {
            NSObject value = context.getKeyValueCoder().getValue(property);
            if (value instanceof NSNumber) {
                return ((NSNumber) value).longValue();
            } else if (value != null) {
                return 0;
            }
        }
        return ABSENT;
    }
}
