package io.secretsbridge.sops.store;

import java.time.YearMonth;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Points in time as YAML scalars, in the forms that {@code sops} reads. */
final class YamlTimestamps {

    /**
     * A date; or a date and, after {@code T} or {@code t}, a time with an offset; or a date and, after spaces, a time
     * without an offset, which is UTC.
     */
    private static final Pattern TIMESTAMP = Pattern.compile("([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
            + "(?:(?:[Tt]|( +))([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,]([0-9]+))?"
            + "(Z|[-+][0-9]{2}:[0-9]{2})?)?");

    private static final int NANO_DIGITS = 9;

    private YamlTimestamps() {}

    /**
     * Returns the RFC 3339 form of a timestamp.
     *
     * @param text the text of a scalar
     * @return the form, with nanoseconds when they are not zero, or {@code null} when the text is no timestamp
     */
    static @Nullable String canonical(String text) {
        Matcher matcher = TIMESTAMP.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        int year = number(matcher, 1);
        int month = number(matcher, 2);
        int day = number(matcher, 3);
        if (month < 1
                || month > 12
                || day < 1
                || day > YearMonth.of(year, month).lengthOfMonth()) {
            return null;
        }
        String date = matcher.group(1) + "-" + twoDigits(month) + "-" + twoDigits(day);
        if (matcher.group(5) == null) {
            return date + "T00:00:00Z";
        }
        boolean zoneless = matcher.group(4) != null;
        if (zoneless != (matcher.group(9) == null)) {
            return null;
        }
        String offset = zoneless ? "Z" : offset(matcher.group(9));
        int hour = number(matcher, 5);
        int minute = number(matcher, 6);
        int second = number(matcher, 7);
        if (offset == null || hour > 23 || minute > 59 || second > 59) {
            return null;
        }
        return date + "T" + twoDigits(hour) + ":" + twoDigits(minute) + ":" + twoDigits(second)
                + fraction(matcher.group(8)) + offset;
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    private static String twoDigits(int number) {
        return (number < 10 ? "0" : "") + number;
    }

    private static String fraction(@Nullable String digits) {
        if (digits == null) {
            return "";
        }
        int end = Math.min(digits.length(), NANO_DIGITS);
        while (end > 0 && digits.charAt(end - 1) == '0') {
            end--;
        }
        return (end == 0) ? "" : "." + digits.substring(0, end);
    }

    private static @Nullable String offset(String text) {
        if (text.equals("Z")) {
            return text;
        }
        int hours = Integer.parseInt(text.substring(1, 3));
        int minutes = Integer.parseInt(text.substring(4));
        if (hours > 24 || minutes > 60) {
            return null;
        }
        int all = hours * 60 + minutes;
        return (all == 0) ? "Z" : text.charAt(0) + twoDigits(all / 60) + ":" + twoDigits(all % 60);
    }
}
