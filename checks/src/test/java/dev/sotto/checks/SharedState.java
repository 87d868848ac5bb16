package dev.sotto.checks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Finds what only code that shares state between threads needs: synchronized, volatile, atomics, locks. */
final class SharedState {
    private static final List<String> TYPES =
            List.of("java/util/concurrent/atomic/", "java/util/concurrent/locks/", "java/lang/invoke/VarHandle");

    private final Set<String> found = new TreeSet<>();
    private String owner = "";

    private SharedState() {}

    /** One line for each kind of sharing in the class file; nothing when it is confined to one thread. */
    static Set<String> in(Path classFile) {
        SharedState scan = new SharedState();
        try {
            new ClassReader(Files.readAllBytes(classFile)).accept(scan.classes(), ClassReader.SKIP_DEBUG);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + classFile, e);
        }
        return scan.found;
    }

    private void say(String what) {
        found.add(owner + ": " + what);
    }

    private void type(String name) {
        for (String shared : TYPES) {
            if (name.contains(shared)) {
                say("uses " + shared);
            }
        }
    }

    private ClassVisitor classes() {
        return new ClassVisitor(Opcodes.ASM9) {
            @Override
            public void visit(
                    int version, int access, String name, String sign, String superName, String[] interfaces) {
                owner = name.replace('/', '.');
            }

            @Override
            public FieldVisitor visitField(int access, String name, String type, String sign, Object value) {
                if ((access & Opcodes.ACC_VOLATILE) != 0) {
                    say("volatile " + name);
                }
                type(type);
                return null;
            }

            @Override
            public MethodVisitor visitMethod(int access, String name, String type, String sign, String[] exceptions) {
                if ((access & Opcodes.ACC_SYNCHRONIZED) != 0) {
                    say("synchronized " + name);
                }
                return instructions(name);
            }
        };
    }

    private MethodVisitor instructions(String method) {
        return new MethodVisitor(Opcodes.ASM9) {
            @Override
            public void visitInsn(int opcode) {
                if (opcode == Opcodes.MONITORENTER) {
                    say("synchronized block in " + method);
                }
            }

            @Override
            public void visitMethodInsn(int opcode, String of, String name, String type, boolean isInterface) {
                type(of);
            }

            @Override
            public void visitTypeInsn(int opcode, String of) {
                type(of);
            }
        };
    }
}
