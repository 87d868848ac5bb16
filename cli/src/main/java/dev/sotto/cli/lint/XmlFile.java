package dev.sotto.cli.lint;

import dev.sotto.document.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** An XML file from anywhere: nothing that it names is fetched, nothing that it defines is expanded. */
final class XmlFile {
    /** A merged manifest of a very large app has about 0.3 MB. */
    static final int BYTES_MAX = 4 << 20;

    private XmlFile() {}

    /** @throws RefusedException FILE_NOT_FOUND, FILE_UNREADABLE, FILE_TOO_LARGE */
    static byte[] bytes(Path file) {
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw new RefusedException(
                        "FILE_TOO_LARGE", file.toString(), Files.size(file) + " bytes", "at most " + BYTES_MAX);
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new RefusedException("FILE_NOT_FOUND", "file", file, "one that is there");
        } catch (IOException e) {
            throw new RefusedException(
                    "FILE_UNREADABLE", file.toString(), String.valueOf(e.getMessage()), "a file that can be read");
        }
    }

    /**
     * @param wanted what the file should be, for the error
     * @throws RefusedException XML_INVALID
     */
    static Document parse(Path file, byte[] bytes, String wanted) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
            factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
            factory.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            factory.setNamespaceAware(true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new Strict());
            return builder.parse(new ByteArrayInputStream(bytes));
        } catch (SAXParseException e) {
            throw new RefusedException(
                    "XML_INVALID",
                    file + " at line " + e.getLineNumber() + ", column " + e.getColumnNumber(),
                    String.valueOf(e.getMessage()),
                    wanted);
        } catch (SAXException | IOException e) {
            throw new RefusedException("XML_INVALID", file.toString(), String.valueOf(e.getMessage()), wanted);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the JDK's own parser has these features", e);
        }
    }

    /** What is wrong is thrown, and nothing printed. */
    private static final class Strict implements ErrorHandler {
        @Override
        public void warning(SAXParseException exception) {
            // A document that is well-formed can be read.
        }

        @Override
        public void error(SAXParseException exception) {
            // As for a warning: only validity is concerned.
        }

        @Override
        public void fatalError(SAXParseException exception) throws SAXException {
            throw exception;
        }
    }
}
