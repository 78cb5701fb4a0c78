// A signer of Amazon Pay (India) requests that speaks signoff's JSON lines on stdin and stdout, for Java 17 without libraries.
// A line that also has a "response" is answered with whether that response is signed rightly.
//
//     signoff signer --exec "java Signer.java"

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public class Signer {
    private static final String ALGORITHM = "AWS4-HMAC-SHA384";
    private static final List<String> WITH_BODY = List.of("POST", "PUT");
    private static final List<String> SIGNED = List.of("x-amz-algorithm", "x-amz-client-id", "x-amz-date", "x-amz-expires",
        "x-amz-source", "x-amz-user-agent", "x-amz-user-ip");

    private static final List<String> SIGNED_IN_RESPONSES = List.of("x-amz-algorithm", "x-amz-date", "x-amz-request-id");

    public static void main(String[] arguments) throws Exception {
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            var question = members(new Json(line).value());
            String answer;
            try {
                answer = question.containsKey("response") ? "\"valid\":" + isValid(question) : signed(question);
            } catch (RuntimeException error) {
                answer = "\"error\":" + Json.quoted("could not sign: " + error);
            }
            out.println("{\"id\":" + question.get("id") + "," + answer + "}");
        }
    }

    // Headers that every signed request has are added where they are missing.
    private static String signed(Map<String, Object> question) throws Exception {
        var request = members(question.get("request"));
        var headers = headers(request);
        var now = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC).format(Instant.now());
        var usual = new TreeMap<>(Map.of("x-amz-algorithm", ALGORITHM, "x-amz-date", now, "x-amz-expires", "900"));
        usual.keySet().removeAll(headers.keySet().stream().map(String::toLowerCase).collect(Collectors.toSet()));
        headers.putAll(usual);
        var text = WITH_BODY.contains(request.get("method")) ? (String) request.get("body") : null;
        var signature = signature(request, headers, SIGNED, text, (String) question.get("secret_key"));
        var added = usual.entrySet().stream().map(header -> Json.quoted(header.getKey()) + ":" + Json.quoted(header.getValue()));
        return "\"authorization\":" + Json.quoted("AMZ+" + question.get("access_key_id") + ":" + signature)
            + ",\"headers\":{" + added.collect(Collectors.joining(",")) + "}";
    }

    private static boolean isValid(Map<String, Object> question) throws Exception {
        var response = members(question.get("response"));
        var headers = headers(response);
        headers.put("x-amz-algorithm", ALGORITHM);
        var request = members(question.get("request"));
        var text = (String) response.get("body");
        var ours = signature(request, headers, SIGNED_IN_RESPONSES, text, (String) question.get("secret_key"));
        var theirs = (String) headers.getOrDefault("x-amz-signature", "");
        return MessageDigest.isEqual(ours.getBytes(StandardCharsets.UTF_8), theirs.getBytes(StandardCharsets.UTF_8));
    }

    private static TreeMap<String, Object> headers(Map<String, Object> message) {
        var headers = new TreeMap<String, Object>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(members(message.get("headers")));
        return headers;
    }

    // The signature of a request, or of the response to it. `names` are the signed headers, `text` is the body.
    private static String signature(
        Map<String, Object> request, Map<String, Object> headers, List<String> names, String text, String secret) throws Exception {
        var url = URI.create((String) request.get("url"));
        var signed = new TreeMap<String, Object>();
        names.forEach(name -> signed.put(name, headers.get(name)));
        var method = (String) request.get("method");
        var body = text == null || text.isEmpty() ? Map.<String, Object>of() : members(new Json(text).value());
        var query = WITH_BODY.contains(method) ? Map.<String, Object>of() : parameters(url.getRawQuery());
        var canonical = String.join("\n", method, url.getRawAuthority() + url.getRawPath(), line(query), line(signed), line(body));
        var date = (String) headers.get("x-amz-date");
        var scope = List.of(date.substring(0, 8), "eu-west-1", "AmazonPay", "aws4_request");
        var hash = MessageDigest.getInstance("SHA-384").digest(canonical.getBytes(StandardCharsets.UTF_8));
        var toSign = String.join("\n", ALGORITHM, date, String.join("/", scope), HexFormat.of().formatHex(hash));
        byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        for (var part : scope) {
            key = hmac(key, part);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(hmac(key, toSign));
    }

    private static byte[] hmac(byte[] key, String text) throws Exception {
        var mac = Mac.getInstance("HmacSHA384");
        mac.init(new SecretKeySpec(key, "HmacSHA384"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    // name=value pairs, sorted by name; members without a value are left out.
    private static String line(Map<String, Object> members) {
        return new TreeMap<>(members).entrySet().stream()
            .filter(member -> member.getValue() != null)
            .map(member -> encode(member.getKey()) + "=" + encode(flatten(member.getValue())))
            .collect(Collectors.joining("&"));
    }

    // A member's value as one text, as Java prints objects and arrays.
    private static String flatten(Object value) {
        return String.valueOf(value);
    }

    // Percent-encodes as RFC 3986 says, in upper-case hex.
    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
    }

    private static Map<String, Object> parameters(String query) {
        var parameters = new LinkedHashMap<String, Object>();
        for (var pair : query == null || query.isEmpty() ? new String[0] : query.split("&")) {
            var parts = pair.split("=", 2);
            parameters.put(decode(parts[0]), parts.length > 1 ? decode(parts[1]) : "");
        }
        return parameters;
    }

    // A plus sign stays a plus sign.
    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> members(Object value) {
        return (Map<String, Object>) value;
    }

    // As much JSON as is needed: numbers stay as they are written.
    private static final class Json {
        private final String text;
        private int place;

        Json(String text) {
            this.text = text;
        }

        Object value() {
            char first = next();
            switch (first) {
                case '{':
                    place++;
                    var members = new LinkedHashMap<String, Object>();
                    while (next() != '}') {
                        var name = string();
                        next();
                        place++;
                        members.put(name, value());
                        if (next() == ',') {
                            place++;
                        }
                    }
                    place++;
                    return members;
                case '[':
                    place++;
                    var items = new ArrayList<Object>();
                    while (next() != ']') {
                        items.add(value());
                        if (next() == ',') {
                            place++;
                        }
                    }
                    place++;
                    return items;
                case '"':
                    return string();
                default:
                    int start = place;
                    while (place < text.length() && ",]} \t\r\n".indexOf(text.charAt(place)) < 0) {
                        place++;
                    }
                    var word = text.substring(start, place);
                    return word.equals("null") ? null : word;
            }
        }

        private char next() {
            while (Character.isWhitespace(text.charAt(place))) {
                place++;
            }
            return text.charAt(place);
        }

        private String string() {
            next();
            var out = new StringBuilder();
            for (place++; text.charAt(place) != '"'; place++) {
                char character = text.charAt(place);
                if (character != '\\') {
                    out.append(character);
                    continue;
                }
                character = text.charAt(++place);
                switch (character) {
                    case 'n' -> out.append('\n');
                    case 't' -> out.append('\t');
                    case 'r' -> out.append('\r');
                    case 'b' -> out.append('\b');
                    case 'f' -> out.append('\f');
                    case 'u' -> {
                        out.append((char) Integer.parseInt(text.substring(place + 1, place + 5), 16));
                        place += 4;
                    }
                    default -> out.append(character);
                }
            }
            place++;
            return out.toString();
        }

        static String quoted(String text) {
            return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
        }
    }
}
