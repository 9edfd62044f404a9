namespace Glimmerglass.Functions.Documents.Content.Media;

/// <summary>The four letters of the boxes that are looked at (ISO/IEC 14496-12, ISO/IEC 23008-12, QuickTime File Format), as a big-endian number.</summary>
internal static class BoxType
{
    /// <summary>Stands for the file itself, the parent of its outermost boxes.</summary>
    public const uint File = 0;

    public const uint Ftyp = 'f' << 24 | 't' << 16 | 'y' << 8 | 'p';
    public const uint Styp = 's' << 24 | 't' << 16 | 'y' << 8 | 'p';
    public const uint Sidx = 's' << 24 | 'i' << 16 | 'd' << 8 | 'x';
    public const uint Pdin = 'p' << 24 | 'd' << 16 | 'i' << 8 | 'n';
    public const uint Mdat = 'm' << 24 | 'd' << 16 | 'a' << 8 | 't';
    public const uint Idat = 'i' << 24 | 'd' << 16 | 'a' << 8 | 't';
    public const uint Free = 'f' << 24 | 'r' << 16 | 'e' << 8 | 'e';
    public const uint Skip = 's' << 24 | 'k' << 16 | 'i' << 8 | 'p';
    public const uint Wide = 'w' << 24 | 'i' << 16 | 'd' << 8 | 'e';
    public const uint Uuid = 'u' << 24 | 'u' << 16 | 'i' << 8 | 'd';

    public const uint Moov = 'm' << 24 | 'o' << 16 | 'o' << 8 | 'v';
    public const uint Mvhd = 'm' << 24 | 'v' << 16 | 'h' << 8 | 'd';
    public const uint Mvex = 'm' << 24 | 'v' << 16 | 'e' << 8 | 'x';
    public const uint Trak = 't' << 24 | 'r' << 16 | 'a' << 8 | 'k';
    public const uint Tkhd = 't' << 24 | 'k' << 16 | 'h' << 8 | 'd';
    public const uint Edts = 'e' << 24 | 'd' << 16 | 't' << 8 | 's';
    public const uint Mdia = 'm' << 24 | 'd' << 16 | 'i' << 8 | 'a';
    public const uint Hdlr = 'h' << 24 | 'd' << 16 | 'l' << 8 | 'r';
    public const uint Minf = 'm' << 24 | 'i' << 16 | 'n' << 8 | 'f';
    public const uint Dinf = 'd' << 24 | 'i' << 16 | 'n' << 8 | 'f';
    public const uint Stbl = 's' << 24 | 't' << 16 | 'b' << 8 | 'l';
    public const uint Stsd = 's' << 24 | 't' << 16 | 's' << 8 | 'd';
    public const uint Moof = 'm' << 24 | 'o' << 16 | 'o' << 8 | 'f';
    public const uint Traf = 't' << 24 | 'r' << 16 | 'a' << 8 | 'f';
    public const uint Mfra = 'm' << 24 | 'f' << 16 | 'r' << 8 | 'a';

    public const uint Udta = 'u' << 24 | 'd' << 16 | 't' << 8 | 'a';
    public const uint Meta = 'm' << 24 | 'e' << 16 | 't' << 8 | 'a';
    public const uint Keys = 'k' << 24 | 'e' << 16 | 'y' << 8 | 's';
    public const uint Loci = 'l' << 24 | 'o' << 16 | 'c' << 8 | 'i';
    public const uint CopyrightXyz = 0xA9u << 24 | 'x' << 16 | 'y' << 8 | 'z';

    public const uint Pitm = 'p' << 24 | 'i' << 16 | 't' << 8 | 'm';
    public const uint Iinf = 'i' << 24 | 'i' << 16 | 'n' << 8 | 'f';
    public const uint Infe = 'i' << 24 | 'n' << 16 | 'f' << 8 | 'e';
    public const uint Iloc = 'i' << 24 | 'l' << 16 | 'o' << 8 | 'c';
    public const uint Iprp = 'i' << 24 | 'p' << 16 | 'r' << 8 | 'p';
    public const uint Ipco = 'i' << 24 | 'p' << 16 | 'c' << 8 | 'o';
    public const uint Ispe = 'i' << 24 | 's' << 16 | 'p' << 8 | 'e';
    public const uint Exif = 'E' << 24 | 'x' << 16 | 'i' << 8 | 'f';
    public const uint Pict = 'p' << 24 | 'i' << 16 | 'c' << 8 | 't';
    public const uint Vide = 'v' << 24 | 'i' << 16 | 'd' << 8 | 'e';

    /// <summary>Boxes that stand alone in a file, so that one which does not end was cut off; of another type it is more likely to be no box at all.</summary>
    public static bool IsOutermost(uint type) =>
        type is Ftyp or Styp or Sidx or Pdin or Mdat or Idat or Free or Skip or Wide or Uuid or Moov or Moof or Mfra or Udta or Meta;

    /// <summary>Four printable ASCII characters; QuickTime begins some with the copyright sign of Mac Roman, 0xA9.</summary>
    public static bool IsSane(uint type) =>
        (IsPrintable(type >> 24) || type >> 24 == 0xA9) && IsPrintable(type >> 16 & 0xFF) && IsPrintable(type >> 8 & 0xFF) && IsPrintable(type & 0xFF);

    public static string Name(uint type) => string.Create(4, type, (text, value) =>
    {
        for (var i = 0; i < 4; i++) text[i] = (char)(value >> (24 - 8 * i) & 0xFF);
    });

    private static bool IsPrintable(uint character) => character is >= 0x20 and <= 0x7E;
}
