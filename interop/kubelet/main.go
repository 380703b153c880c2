// Command kubelet-writer writes a mounted volume with the kubelet's own AtomicWriter, so that the tests of the mount reader meet the
// real writer and not our idea of it.
//
// With --swaps every value is exactly --bytes long and carries the generation n that it belongs to:
//
//	token, db/password, db/username, .dockerconfigjson, tls/server/key.pem, key-0007, group-2/key-0009 ...
//	    "gen=<n> key=<name> <one letter, repeated> end=<n>", without a line end
//	blob.bin
//	    00 FF FE 80, n as 8 bytes big-endian, padding, n as 8 bytes big-endian
//	even-only
//	    as the first, but there only when n is even
//
// K keys are the first K of: token, db/password, blob.bin, even-only, db/username, .dockerconfigjson, tls/server/key.pem, key-0007,
// key-0008, group-2/key-0009, key-0010 ... (from 7 on the number i names group-<i mod 7>/key-<i> when i is a multiple of 3, else key-<i>).
// A snapshot of an odd generation so has K-1 keys when K is 4 or more.
package main

import (
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	volumeutil "k8s.io/kubernetes/pkg/volume/util"
)

const usage = `usage:
  kubelet-writer DIR --swaps N --keys K --delay-ms D [--bytes B]
      writes the generations 0 to N of K keys into DIR, waits D milliseconds after each,
      and prints a line "gen <n>" once a generation is written
  kubelet-writer DIR --once [KEY=VALUE]...
      writes one payload; without a KEY=VALUE the volume is emptied, as the kubelet does
      with an optional secret that was deleted`

// defaultMode is what Kubernetes gives the files of a Secret volume that names no mode (SecretVolumeSourceDefaultMode).
const defaultMode = 0o644

// minBytes leaves room for the longest text value's head and tail.
const minBytes = 64

// maxBytes is the most that Kubernetes accepts in one Secret (MaxSecretSize, 1 MiB), here for each key.
const maxBytes = 1 << 20

const (
	maxKeys  = 10_000
	maxSwaps = 1_000_000
)

var errUsage = errors.New("wrong usage")

func main() {
	err := run(os.Args[1:], os.Stdout)
	switch {
	case err == nil:
	case errors.Is(err, errUsage):
		fmt.Fprintf(os.Stderr, "kubelet-writer: %v\n%s\n", err, usage)
		os.Exit(2)
	default:
		fmt.Fprintf(os.Stderr, "kubelet-writer: %v\n", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	if len(args) < 2 || strings.HasPrefix(args[0], "-") {
		return fmt.Errorf("%w: DIR and a mode are needed", errUsage)
	}
	dir, rest := args[0], args[1:]
	if info, err := os.Stat(dir); err != nil {
		return err
	} else if !info.IsDir() {
		return fmt.Errorf("%s is not a directory", dir)
	}
	writer, err := volumeutil.NewAtomicWriter(dir, "kubelet-writer")
	if err != nil {
		return err
	}
	if rest[0] == "--once" {
		return once(writer, rest[1:])
	}
	return swaps(writer, rest, out)
}

func once(writer *volumeutil.AtomicWriter, pairs []string) error {
	payload := make(map[string]volumeutil.FileProjection, len(pairs))
	for i, pair := range pairs {
		key, value, found := strings.Cut(pair, "=")
		if !found || key == "" {
			// The position alone: what was meant for a value may stand here.
			return fmt.Errorf("%w: argument %d after --once is not KEY=VALUE", errUsage, i+1)
		}
		payload[key] = projection([]byte(value))
	}
	return write(writer, payload)
}

func swaps(writer *volumeutil.AtomicWriter, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("kubelet-writer", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	swapCount := flags.Int("swaps", -1, "")
	keys := flags.Int("keys", 0, "")
	delay := flags.Int("delay-ms", -1, "")
	size := flags.Int("bytes", minBytes, "")
	if err := flags.Parse(args); err != nil {
		return fmt.Errorf("%w: %v", errUsage, err)
	}
	switch {
	case flags.NArg() > 0:
		return fmt.Errorf("%w: unexpected argument", errUsage)
	case *swapCount < 0 || *swapCount > maxSwaps:
		return fmt.Errorf("%w: --swaps must be 0 to %d", errUsage, maxSwaps)
	case *keys < 1 || *keys > maxKeys:
		return fmt.Errorf("%w: --keys must be 1 to %d", errUsage, maxKeys)
	case *delay < 0:
		return fmt.Errorf("%w: --delay-ms must be 0 or more", errUsage)
	case *size < minBytes || *size > maxBytes:
		return fmt.Errorf("%w: --bytes must be %d to %d", errUsage, minBytes, maxBytes)
	}
	for generation := 0; generation <= *swapCount; generation++ {
		if err := write(writer, payload(generation, *keys, *size)); err != nil {
			return fmt.Errorf("generation %d: %w", generation, err)
		}
		if _, err := fmt.Fprintf(out, "gen %d\n", generation); err != nil {
			return err
		}
		time.Sleep(time.Duration(*delay) * time.Millisecond)
	}
	return nil
}

// write passes no setPerms: the kubelet uses that for a pod's fsGroup only, and nothing here runs in a pod.
func write(writer *volumeutil.AtomicWriter, payload map[string]volumeutil.FileProjection) error {
	return writer.Write(payload, nil)
}

func projection(data []byte) volumeutil.FileProjection {
	return volumeutil.FileProjection{Data: data, Mode: defaultMode}
}

func payload(generation, keys, size int) map[string]volumeutil.FileProjection {
	payload := make(map[string]volumeutil.FileProjection, keys)
	for i := 0; i < keys; i++ {
		name := keyName(i)
		switch {
		case name == evenKey && generation%2 != 0:
		case name == binaryKey:
			payload[name] = projection(binaryValue(generation, size))
		default:
			payload[name] = projection(textValue(generation, name, size))
		}
	}
	return payload
}

const (
	binaryKey = "blob.bin"
	evenKey   = "even-only"
)

// named are the keys that stand for a special case each; any further key is a plain or a nested one by its number.
var named = []string{"token", "db/password", binaryKey, evenKey, "db/username", ".dockerconfigjson", "tls/server/key.pem"}

func keyName(i int) string {
	if i < len(named) {
		return named[i]
	}
	if i%3 == 0 {
		return fmt.Sprintf("group-%d/key-%04d", i%7, i)
	}
	return fmt.Sprintf("key-%04d", i)
}

// textValue says its generation at both ends, so that neither a mixture of two generations nor a cut value can pass.
func textValue(generation int, name string, size int) []byte {
	head := fmt.Sprintf("gen=%d key=%s ", generation, name)
	tail := fmt.Sprintf(" end=%d", generation)
	letter := string(rune('a' + generation%26))
	return []byte(head + strings.Repeat(letter, size-len(head)-len(tail)) + tail)
}

// binaryHead is no UTF-8 and holds a NUL.
var binaryHead = []byte{0x00, 0xff, 0xfe, 0x80}

func binaryValue(generation, size int) []byte {
	value := make([]byte, size)
	head := copy(value, binaryHead)
	for i := head; i < size; i++ {
		value[i] = byte(generation + i)
	}
	binary.BigEndian.PutUint64(value[head:], uint64(generation))
	binary.BigEndian.PutUint64(value[size-8:], uint64(generation))
	return value
}
