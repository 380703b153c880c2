// Command age-plugin-interop is a real plugin of age, by age's own framework. The data of its recipients and identities are those of
// age itself, as text; identities whose data starts with "pin:" ask for a PIN, which is 1234, before they open anything.
//
// With --encode it prints the recipient or the identity of this plugin for one of age.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"

	"filippo.io/age"
	"filippo.io/age/plugin"
)

const (
	name = "interop"
	pin  = "pin:"
)

type guarded struct {
	age.Identity
	plugin *plugin.Plugin
}

func (g guarded) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	answer, err := g.plugin.RequestValue("PIN of the interop token", true)
	if err != nil {
		return nil, err
	}
	if answer != "1234" {
		return nil, errors.New("another PIN")
	}
	return g.Identity.Unwrap(stanzas)
}

func main() {
	if len(os.Args) == 3 && os.Args[1] == "--encode" {
		if text := os.Args[2]; strings.HasPrefix(text, "age1") {
			fmt.Println(plugin.EncodeRecipient(name, []byte(text)))
		} else {
			fmt.Println(plugin.EncodeIdentity(name, []byte(text)))
		}
		return
	}
	p, err := plugin.New(name)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	p.RegisterFlags(nil)
	p.HandleRecipient(func(data []byte) (age.Recipient, error) {
		return age.ParseX25519Recipient(string(data))
	})
	p.HandleIdentity(func(data []byte) (age.Identity, error) {
		text, asks := strings.CutPrefix(string(data), pin)
		identity, err := age.ParseX25519Identity(text)
		if err != nil || !asks {
			return identity, err
		}
		return guarded{identity, p}, nil
	})
	flag.Parse()
	os.Exit(p.Main())
}
