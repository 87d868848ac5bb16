package dev.sotto.checks;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.function.Predicate;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * What an app can compile against: the public and protected members of public classes, without their code. Small enough
 * to be committed, so that the API has something to be compared with before there is a release.
 */
final class ApiSurface {
    /** A fixed time, so that the same API gives the same bytes: where zip's calendar begins. */
    private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private ApiSurface() {}

    /** Writes the surface of the classes with these names (nested ones go with their outer), in the order of the names. */
    static void write(List<Path> classFolders, Predicate<String> isApi, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream zip = new JarOutputStream(out)) {
            for (Path folder : classFolders) {
                for (Path file : Room.filesBelow(folder, ".class")) {
                    Path name = folder.relativize(file);
                    String className =
                            name.toString().replace('/', '.').replace('\\', '.').replaceAll("([$].*)?\\.class$", "");
                    byte[] surface = isApi.test(className) ? surface(Files.readAllBytes(file)) : new byte[0];
                    if (surface.length > 0) {
                        ZipEntry entry = new ZipEntry(name.toString().replace('\\', '/'));
                        entry.setTimeLocal(ENTRY_TIME);
                        zip.putNextEntry(entry);
                        zip.write(surface);
                        zip.closeEntry();
                    }
                }
            }
        }
    }

    /** Empty for a class that no app can name. */
    private static byte[] surface(byte[] classFile) {
        ClassReader reader = new ClassReader(classFile);
        ClassWriter writer = new ClassWriter(0);
        boolean[] shown = {isShown(reader.getAccess())};
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public void visitInnerClass(String name, String outer, String inner, int access) {
                        // A nested class's own flags do not tell; those of this attribute do.
                        if (name.equals(reader.getClassName())) {
                            shown[0] = isShown(access) && outer != null;
                        }
                        super.visitInnerClass(name, outer, inner, access);
                    }

                    @Override
                    public FieldVisitor visitField(int access, String name, String type, String sign, Object value) {
                        return isShown(access) ? super.visitField(access, name, type, sign, value) : null;
                    }

                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String type, String sign, String[] thrown) {
                        return isShown(access) ? super.visitMethod(access, name, type, sign, thrown) : null;
                    }
                },
                ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG);
        return shown[0] ? writer.toByteArray() : new byte[0];
    }

    private static boolean isShown(int access) {
        return (access & (Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED)) != 0 && (access & Opcodes.ACC_SYNTHETIC) == 0;
    }
}
