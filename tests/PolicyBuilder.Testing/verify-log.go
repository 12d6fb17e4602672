// An outsider's look at a ledger: it shares no code with PolicyBuilder. Trees, proofs and notes are verified by golang.org/x/mod
// (sumdb/tlog and sumdb/note), cosignatures and commitments by Go's own crypto.
//
// Reads questions, one a line, words divided by tabs, and answers each with one line, "ok" and what was found, or "no" and the reason:
//
//	export FOLDER KEY            every entry and every tile of an export against its checkpoint
//	receipt FILE KEY             an entry and its proof against the checkpoint in the file
//	opening FILE                 what a receipt discloses, against the commitment in its entry
//	keychange FILE OLD NEW       the proof of a change of the key: the checkpoint is signed by both
//	note FILE KEY...             a checkpoint, signed by all of these keys
//	consistency FILE OLD KEY     a witness request, from the checkpoint in the file OLD
package main

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	tileHeight     = 8
	algCosignature = 4
	commitmentTag  = "policybuilder-commitment/v1"
)

func main() {
	questions := bufio.NewScanner(os.Stdin)
	for questions.Scan() {
		found, err := answer(strings.Split(questions.Text(), "\t"))
		if err != nil {
			fmt.Println("no", strings.ReplaceAll(err.Error(), "\n", " "))
		} else {
			fmt.Println("ok", found)
		}
	}
}

func answer(words []string) (string, error) {
	switch {
	case words[0] == "export" && len(words) == 3:
		return export(words[1], words[2])
	case words[0] == "receipt" && len(words) == 3:
		return receipt(words[1], words[2])
	case words[0] == "opening" && len(words) == 2:
		return opening(words[1])
	case words[0] == "keychange" && len(words) == 4:
		return keyChange(words[1], words[2], words[3])
	case words[0] == "note" && len(words) > 2:
		text, err := os.ReadFile(words[1])
		if err != nil {
			return "", err
		}
		tree, err := openCheckpoint(text, words[2:])
		return fmt.Sprint(tree.N, " ", tree.Hash), err
	case words[0] == "consistency" && len(words) == 4:
		return consistency(words[1], words[2], words[3])
	}
	return "", fmt.Errorf("this is no question: %q", words)
}

// cosigner verifies c2sp.org/tlog-cosignature, which x/mod does not know.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (c cosigner) Name() string    { return c.name }
func (c cosigner) KeyHash() uint32 { return c.hash }
func (c cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	head := fmt.Sprintf("cosignature/v1\ntime %d\n", binary.BigEndian.Uint64(sig))
	return ed25519.Verify(c.key, append([]byte(head), msg...), sig[8:])
}

func verifier(text string) (note.Verifier, error) {
	parts := strings.SplitN(text, "+", 3)
	if len(parts) == 3 {
		key, err := base64.StdEncoding.DecodeString(parts[2])
		if err == nil && len(key) == 1+ed25519.PublicKeySize && key[0] == algCosignature {
			sum := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
			id := binary.BigEndian.Uint32(sum[:])
			if fmt.Sprintf("%08x", id) != parts[1] {
				return nil, errors.New("the key's id is another")
			}
			return cosigner{parts[0], id, key[1:]}, nil
		}
	}
	return note.NewVerifier(text)
}

// openCheckpoint wants a good signature of every key.
func openCheckpoint(text []byte, keys []string) (tlog.Tree, error) {
	var tree tlog.Tree
	var verifiers []note.Verifier
	for _, key := range keys {
		v, err := verifier(key)
		if err != nil {
			return tree, err
		}
		verifiers = append(verifiers, v)
	}
	opened, err := note.Open(text, note.VerifierList(verifiers...))
	if err != nil {
		return tree, err
	}
	if len(opened.Sigs) != len(keys) {
		return tree, fmt.Errorf("%d of %d keys have signed", len(opened.Sigs), len(keys))
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != verifiers[0].Name() {
		return tree, errors.New("the checkpoint is not that of the key's log")
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return tree, err
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return tree, err
}

// tiles reads an export's hash tiles. x/mod puts the tiles' height into the path; c2sp.org/tlog-tiles does not, because it is fixed.
type tiles string

func (t tiles) Height() int { return tileHeight }
func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range wanted {
		data, err := os.ReadFile(t.path(tile))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}
func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}
func (t tiles) path(tile tlog.Tile) string {
	return filepath.Join(string(t), "tile", strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", tileHeight)))
}

func export(folder, key string) (string, error) {
	text, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	if err != nil {
		return "", err
	}
	tree, err := openCheckpoint(text, []string{key})
	if err != nil {
		return "", err
	}

	// The tree from the entries alone.
	var stored []tlog.Hash
	own := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var hashes []tlog.Hash
		for _, index := range indexes {
			hashes = append(hashes, stored[index])
		}
		return hashes, nil
	})
	count := int64(0)
	for count < tree.N {
		bundle := tlog.Tile{H: tileHeight, L: 0, N: count >> tileHeight, W: 1 << tileHeight}
		if tree.N-count < 1<<tileHeight {
			bundle.W = int(tree.N - count)
		}
		data, err := os.ReadFile(strings.Replace(tiles(folder).path(bundle), filepath.Join("tile", "0"), filepath.Join("tile", "entries"), 1))
		if err != nil {
			return "", err
		}
		for i := 0; i < bundle.W; i++ {
			if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
				return "", fmt.Errorf("entry %d is cut off", count)
			}
			length := 2 + int(binary.BigEndian.Uint16(data))
			hashes, err := tlog.StoredHashes(count, data[2:length], own)
			if err != nil {
				return "", err
			}
			stored, data, count = append(stored, hashes...), data[length:], count+1
		}
		if len(data) > 0 {
			return "", fmt.Errorf("the bundle before entry %d has bytes too many", count)
		}
	}
	root, err := tlog.TreeHash(tree.N, own)
	if tree.N == 0 {
		// x/mod has no root of nothing; RFC 6962 does.
		root = sha256.Sum256(nil)
	}
	if err != nil || root != tree.Hash {
		return "", fmt.Errorf("the entries give another root: %v %v", root, err)
	}

	// Every tile that a log of this size has, against what the entries give, and as a client would read it, against the checkpoint.
	var wanted []int64
	for _, tile := range tlog.NewTiles(tileHeight, 0, tree.N) {
		// Of the partial tiles an export has those that its one checkpoint needs.
		if tile.W < 1<<tileHeight && int64(tile.W) != tree.N>>(tileHeight*tile.L)%(1<<tileHeight) {
			continue
		}
		data, err := os.ReadFile(tiles(folder).path(tile))
		if err != nil {
			return "", err
		}
		expected, err := tlog.ReadTileData(tile, own)
		if err != nil || !bytes.Equal(data, expected) {
			return "", fmt.Errorf("%s is not what the entries give: %v", tile.Path(), err)
		}
		wanted = append(wanted, tlog.StoredHashIndex(tile.L*tileHeight, tile.N<<tileHeight))
	}
	if tree.N > 0 {
		if _, err := tlog.TileHashReader(tree, tiles(folder)).ReadHashes(wanted); err != nil {
			return "", err
		}
	}
	return fmt.Sprint(tree.N, " ", tree.Hash), nil
}

type proofFile struct {
	extra      []byte
	index      int64
	hashes     []tlog.Hash
	checkpoint []byte
}

// readProof reads c2sp.org/tlog-proof.
func readProof(text []byte) (proofFile, error) {
	var proof proofFile
	head, checkpoint, found := bytes.Cut(text, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	if !found || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return proof, errors.New("this is no proof")
	}
	var err error
	lines, proof.checkpoint = lines[1:], checkpoint
	if strings.HasPrefix(lines[0], "extra ") {
		if proof.extra, err = base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[0], "extra ")); err != nil {
			return proof, err
		}
		lines = lines[1:]
	}
	if proof.index, err = strconv.ParseInt(strings.TrimPrefix(lines[0], "index "), 10, 64); err != nil {
		return proof, err
	}
	proof.hashes, err = parseHashes(lines[1:])
	return proof, err
}

func parseHashes(lines []string) ([]tlog.Hash, error) {
	var hashes []tlog.Hash
	for _, line := range lines {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return nil, err
		}
		hashes = append(hashes, hash)
	}
	return hashes, nil
}

// readReceipt reads a proof and the lines of its extra, as the ledger's README describes them.
func readReceipt(file string) (proofFile, map[string][]byte, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return proofFile{}, nil, err
	}
	proof, err := readProof(text)
	if err != nil {
		return proof, nil, err
	}
	fields := map[string][]byte{}
	for _, line := range strings.Split(strings.TrimSuffix(string(proof.extra), "\n"), "\n")[1:] {
		name, value, _ := strings.Cut(line, " ")
		if fields[name], err = base64.StdEncoding.DecodeString(value); err != nil {
			return proof, nil, err
		}
	}
	return proof, fields, nil
}

func receipt(file, key string) (string, error) {
	proof, fields, err := readReceipt(file)
	if err != nil {
		return "", err
	}
	return included(proof, fields["entry"], []string{key})
}

func included(proof proofFile, entry []byte, keys []string) (string, error) {
	tree, err := openCheckpoint(proof.checkpoint, keys)
	if err != nil {
		return "", err
	}
	if err := tlog.CheckRecord(proof.hashes, tree.N, tree.Hash, proof.index, tlog.RecordHash(entry)); err != nil {
		return "", err
	}
	return fmt.Sprint(proof.index, " of ", tree.N), nil
}

func opening(file string) (string, error) {
	_, fields, err := readReceipt(file)
	if err != nil {
		return "", err
	}
	disclosed := fields["opening"]
	if len(disclosed) <= 32 {
		return "", errors.New("nothing is disclosed")
	}
	sum := sha256.Sum256(append([]byte(commitmentTag), disclosed...))
	commitment := "sha256:" + hex.EncodeToString(sum[:])
	if !bytes.Contains(fields["entry"], []byte(": "+commitment+"\n")) {
		return "", fmt.Errorf("the entry does not commit to %s", commitment)
	}
	return string(bytes.ReplaceAll(disclosed[32:], []byte("\n"), []byte(" "))), nil
}

func keyChange(file, old, next string) (string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	proof, err := readProof(text)
	if err != nil {
		return "", err
	}
	for _, line := range []string{"old-key: " + old, "new-key: " + next} {
		if !bytes.Contains(proof.extra, []byte("\n"+line+"\n")) {
			return "", fmt.Errorf("the entry does not say %s", line)
		}
	}
	return included(proof, proof.extra, []string{old, next})
}

func consistency(file, oldFile, key string) (string, error) {
	request, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	text, err := os.ReadFile(oldFile)
	if err != nil {
		return "", err
	}
	old, err := openCheckpoint(text, []string{key})
	if err != nil {
		return "", err
	}
	head, checkpoint, _ := bytes.Cut(request, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	if lines[0] != fmt.Sprint("old ", old.N) {
		return "", fmt.Errorf("the request says %s, the checkpoint %d", lines[0], old.N)
	}
	tree, err := openCheckpoint(checkpoint, []string{key})
	if err != nil {
		return "", err
	}
	hashes, err := parseHashes(lines[1:])
	if err != nil {
		return "", err
	}
	if err := tlog.CheckTree(hashes, tree.N, tree.Hash, old.N, old.Hash); err != nil {
		return "", err
	}
	return fmt.Sprint(old.N, " to ", tree.N), nil
}
