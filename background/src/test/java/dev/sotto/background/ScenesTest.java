package dev.sotto.background;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.background.port.LifecycleState;
import dev.sotto.background.port.Registration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An app with several scenes is in the background only when none of them is visible. */
class ScenesTest {

    private final Scenes scenes = new Scenes();
    private final List<LifecycleState> heard = new ArrayList<LifecycleState>();
    private final Registration subscription = scenes.subscribe(event -> heard.add(event.state()));

    @Test
    void one_of_two_scenes_leaves_and_the_app_stays_in_front() {
        scenes.scene("left", LifecycleState.FOREGROUND);
        scenes.scene("right", LifecycleState.FOREGROUND);
        scenes.scene("left", LifecycleState.BACKGROUND);
        assertEquals(LifecycleState.FOREGROUND, scenes.current());
        scenes.scene("right", LifecycleState.INACTIVE);
        scenes.scene("right", LifecycleState.BACKGROUND);
        assertEquals(
                Arrays.asList(LifecycleState.FOREGROUND, LifecycleState.INACTIVE, LifecycleState.BACKGROUND), heard);
    }

    @Test
    void a_scene_that_is_destroyed_in_the_background_changes_nothing() {
        scenes.scene("only", LifecycleState.FOREGROUND);
        scenes.scene("only", LifecycleState.BACKGROUND);
        scenes.destroyed("only");
        scenes.destroyed("never there");
        assertEquals(Arrays.asList(LifecycleState.FOREGROUND, LifecycleState.BACKGROUND), heard);
    }

    @Test
    void the_last_visible_scene_that_is_destroyed_sends_the_app_to_the_background() {
        scenes.scene("left", LifecycleState.BACKGROUND);
        scenes.scene("right", LifecycleState.FOREGROUND);
        scenes.destroyed("right");
        assertEquals(LifecycleState.BACKGROUND, scenes.current());
    }

    @Test
    void who_unsubscribes_hears_no_more() {
        subscription.close();
        scenes.scene("only", LifecycleState.FOREGROUND);
        assertEquals(new ArrayList<LifecycleState>(), heard);
    }
}
