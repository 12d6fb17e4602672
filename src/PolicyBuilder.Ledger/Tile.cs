using System.Globalization;

namespace PolicyBuilder.Ledger;

/// <summary>
/// The place of a tile of the tree or, at level <see cref="Entries"/>, of a bundle of entries (C2SP tlog-tiles).
/// </summary>
/// <param name="Level">0 for leaf hashes, 1 for the roots of full level 0 tiles, up to 63; or <see cref="Entries"/>.</param>
/// <param name="Index">Which tile of its level, from 0.</param>
/// <param name="Width">How many hashes or entries: 256 in a full tile, 1 to 255 in a partial one.</param>
public readonly record struct Tile(int Level, long Index, int Width)
{
    /// <summary>The hashes in a full tile.</summary>
    public const int FullWidth = 256;

    /// <summary>The level that stands for bundles of entries.</summary>
    public const int Entries = -1;

    /// <summary>The tile's path under the log's prefix, such as <c>tile/0/x001/x234/067</c> or <c>tile/entries/000.p/5</c>.</summary>
    public string Path
    {
        get
        {
            var path = (Index % 1000).ToString("000", CultureInfo.InvariantCulture);
            for (var rest = Index / 1000; rest > 0; rest /= 1000)
                path = $"x{(rest % 1000).ToString("000", CultureInfo.InvariantCulture)}/{path}";
            var level = Level == Entries ? "entries" : Level.ToString(CultureInfo.InvariantCulture);
            var partial = Width == FullWidth ? "" : ".p/" + Width.ToString(CultureInfo.InvariantCulture);
            return $"tile/{level}/{path}{partial}";
        }
    }

    /// <summary>How many complete subtrees of <c>256^level</c> leaves a tree of <paramref name="size"/> has.</summary>
    public static long NodesAt(int level, long size) => level * MerkleTree.TileHeight > 62 ? 0 : size >> (level * MerkleTree.TileHeight);

    /// <summary>The width of the last, partial tile of <paramref name="level"/>; 0 if the last tile is full.</summary>
    public static int PartialWidth(int level, long size) => (int)(NodesAt(level, size) % FullWidth);

    /// <summary>Every hash tile of a tree of <paramref name="size"/>, and every bundle, the partial ones last in their level.</summary>
    public static IEnumerable<Tile> AllOf(long size)
    {
        for (var level = Entries; level < 0 || NodesAt(level, size) > 0; level++)
        {
            var nodes = NodesAt(Math.Max(level, 0), size);
            for (var index = 0L; index < nodes / FullWidth; index++)
                yield return new Tile(level, index, FullWidth);
            if (nodes % FullWidth > 0)
                yield return new Tile(level, nodes / FullWidth, (int)(nodes % FullWidth));
        }
    }

    /// <summary>Reads a path written as <see cref="Path"/> writes it; false for any other text.</summary>
    public static bool TryParse(string path, out Tile tile)
    {
        tile = default;
        var parts = path.Split('/');
        if (parts.Length < 3 || parts[0] != "tile")
            return false;
        var level = Entries;
        if (parts[1] != "entries" && !(int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out level) && level < 64))
            return false;
        var (width, last) = (FullWidth, parts.Length - 1);
        if (parts[^2].EndsWith(".p", StringComparison.Ordinal))
        {
            if (!int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out width) || width is < 1 or >= FullWidth)
                return false;
            last--;
            parts[last] = parts[last][..^2];
        }

        var index = 0L;
        for (var i = 2; i <= last; i++)
        {
            var digits = parts[i].AsSpan(i < last ? Math.Min(1, parts[i].Length) : 0);
            if (digits.Length != 3 || index > long.MaxValue / 1001 || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var group))
                return false;
            index = (index * 1000) + group;
        }

        // Whatever else is odd about the path (a missing x, leading zeroes) shows in its not being written so.
        tile = new Tile(level, index, width);
        return tile.Path == path;
    }
}
