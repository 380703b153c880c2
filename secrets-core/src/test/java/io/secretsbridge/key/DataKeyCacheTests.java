package io.secretsbridge.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class DataKeyCacheTests {

    private final DataKey dataKey = DataKey.generate();

    private DataKeyCache<String> cache = new DataKeyCache<>(Duration.ofHours(1), 2);

    @AfterEach
    void close() {
        this.cache.close();
    }

    @Test
    void getWhenPutGivesACopy() {
        this.cache.put("a", this.dataKey);
        try (DataKey copy = this.cache.get("a")) {
            assertThat(copy).isEqualTo(this.dataKey);
        }
        assertThat(this.cache.get("a")).isEqualTo(this.dataKey);
        assertThat(this.cache.get("b")).isNull();
    }

    @Test
    void putWhenFullForgetsTheOldest() {
        this.cache.put("a", this.dataKey);
        this.cache.put("b", this.dataKey);
        this.cache.put("c", this.dataKey);
        assertThat(this.cache.contains("a")).isFalse();
        assertThat(this.cache.contains("b")).isTrue();
        assertThat(this.cache.contains("c")).isTrue();
    }

    @Test
    void putWhenLifeOrSizeIsZeroKeepsNothing() {
        for (DataKeyCache<String> off :
                List.of(new DataKeyCache<String>(Duration.ZERO, 2), new DataKeyCache<String>(Duration.ofHours(1), 0))) {
            off.put("a", this.dataKey);
            assertThat(off.get("a")).isNull();
        }
    }

    @Test
    void wipeWhenLifeIsOverHappensUnasked() throws Exception {
        this.cache = new DataKeyCache<>(Duration.ofMillis(100), 2);
        this.cache.put("a", this.dataKey);
        assertThat(this.cache.get("a")).isNotNull();
        while (!this.cache.isEmpty()) {
            Thread.sleep(10);
        }
        this.cache.put("b", this.dataKey);
        assertThat(this.cache.get("b")).isNotNull();
        while (!this.cache.isEmpty()) {
            Thread.sleep(10);
        }
    }

    @Test
    void closeWhenKeysAreKeptForgetsThemAndKeepsNoMore() {
        this.cache.put("a", this.dataKey);
        this.cache.close();
        this.cache.put("b", this.dataKey);
        assertThat(this.cache.isEmpty()).isTrue();
        assertThat(this.dataKey.exposeBytes()).hasSize(DataKey.LENGTH);
    }
}
