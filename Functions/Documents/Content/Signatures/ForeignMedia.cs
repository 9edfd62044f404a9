using System.Buffers.Binary;

namespace Glimmerglass.Functions.Documents.Content.Signatures;

/// <summary>Pictures, videos and sounds of formats that no kind takes.</summary>
internal static class ForeignMedia
{
    public static readonly FileType Avif = FileType.NotTaken("AVIF", "an AVIF picture");
    public static readonly FileType Avi = FileType.NotTaken("AVI", "an AVI video");
    public static readonly FileType Matroska = FileType.NotTaken("Matroska", "a Matroska video");
    public static readonly FileType ThreeGp = FileType.NotTaken("3GP", "a 3GP video");
    public static readonly FileType Wave = FileType.NotTaken("WAV", "a WAV sound");
    public static readonly FileType M4A = FileType.NotTaken("M4A", "an M4A sound");
    public static readonly FileType Raw = FileType.NotTaken("raw", "a raw picture of a camera");

    // ISO/IEC 13818-1, section 2.4.3: packets of 188 bytes, each of which begins with this byte. Blu-ray puts four more in front of each.
    private const byte TransportSync = 0x47;
    private const int TransportPacketBytes = 188;

    private static readonly FileType Tiff = FileType.NotTaken("TIFF", "a TIFF picture");
    private static readonly FileType Bitmap = FileType.NotTaken("BMP", "a BMP picture");
    private static readonly FileType Icon = FileType.NotTaken("icon", "an icon");
    private static readonly FileType Photoshop = FileType.NotTaken("PSD", "a Photoshop picture");
    private static readonly FileType Gimp = FileType.NotTaken("XCF", "a GIMP picture");
    private static readonly FileType Jpeg2000 = FileType.NotTaken("JPEG 2000", "a JPEG 2000 picture");
    private static readonly FileType JpegXl = FileType.NotTaken("JPEG XL", "a JPEG XL picture");
    private static readonly FileType JpegXr = FileType.NotTaken("JPEG XR", "a JPEG XR picture");
    private static readonly FileType Metafile = FileType.NotTaken("metafile", "a Windows metafile");
    private static readonly FileType FlashVideo = FileType.NotTaken("FLV", "a Flash video");
    private static readonly FileType WindowsMedia = FileType.NotTaken("Windows Media", "a Windows Media video or sound");
    private static readonly FileType RealMedia = FileType.NotTaken("RealMedia", "a RealMedia video or sound");
    private static readonly FileType Mpeg = FileType.NotTaken("MPEG", "an MPEG video");
    private static readonly FileType Ogg = FileType.NotTaken("Ogg", "an Ogg video or sound");
    private static readonly FileType Mp3 = FileType.NotTaken("MP3", "an MP3 sound");
    private static readonly FileType Sound = FileType.NotTaken("sound", "a sound");

    private static readonly Signature[] Starts =
    [
        new(Raw, [.. "II*\0\u0010\0\0\0CR"u8]),
        new(Raw, [.. "FUJIFILMCCD-RAW"u8]),
        new(Raw, [.. "IIRO"u8]),
        new(Raw, [.. "IIU\0"u8]),
        new(Tiff, [.. "II*\0"u8]),
        new(Tiff, [.. "MM\0*"u8]),
        new(Tiff, [.. "II+\0"u8]),
        new(Tiff, [.. "MM\0+"u8]),
        new(JpegXr, (byte)'I', (byte)'I', 0xBC),
        new(Photoshop, [.. "8BPS"u8]),
        new(Gimp, [.. "gimp xcf"u8]),
        new(Jpeg2000, [0, 0, 0, 12, .. "jP  \r\n"u8]),
        new(Jpeg2000, 0xFF, 0x4F, 0xFF, 0x51),
        new(JpegXl, [0, 0, 0, 12, .. "JXL \r\n"u8]),
        new(JpegXl, 0xFF, 0x0A),
        new(Icon, [.. "icns"u8]),
        new(Metafile, 0xD7, 0xCD, 0xC6, 0x9A),
        new(Metafile, 40, [.. " EMF"u8]),
        new(FlashVideo, [.. "FLV\u0001"u8]),
        new(WindowsMedia, 0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11),
        new(RealMedia, [.. ".RMF"u8]),
        new(Mpeg, 0x00, 0x00, 0x01, 0xBA),
        new(Mpeg, 0x00, 0x00, 0x01, 0xB3),
        new(Ogg, [.. "OggS"u8]),
        new(Mp3, [.. "ID3"u8]),
        new(Sound, [.. "fLaC"u8]),
        new(Sound, [.. "MThd"u8]),
        new(Sound, [.. "caff"u8]),
        new(Sound, [.. ".snd"u8]),
        new(Sound, [.. "#!AMR"u8]),
        new(Sound, 8, [.. "AIFF"u8]),
        new(Sound, 8, [.. "AIFC"u8]),
        new(Sound, 0xFF, 0xF1),
        new(Sound, 0xFF, 0xF9),
    ];

    public static FileType? AtStart(ReadOnlySpan<byte> head)
    {
        foreach (var start in Starts)
        {
            if (start.Fits(head)) return start.Type;
        }
        return WindowsPicture(head) ?? MpegSound(head) ?? TransportStream(head);
    }

    /// <summary>"BM" begins many a text, so a bitmap also has zeros at byte 6 and one of the sizes that its second header had over time.</summary>
    private static FileType? WindowsPicture(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0, 0, 1, 0]) && head.Length >= 6 && BinaryPrimitives.ReadUInt16LittleEndian(head[4..]) is > 0 and < 256) return Icon;
        if (head.Length < 18 || !head.StartsWith("BM"u8) || BinaryPrimitives.ReadUInt32LittleEndian(head[6..]) != 0) return null;
        return BinaryPrimitives.ReadUInt32LittleEndian(head[14..]) is 12 or 16 or 40 or 52 or 56 or 64 or 108 or 124 ? Bitmap : null;
    }

    /// <summary>A frame of layer III, ISO/IEC 11172-3, section 2.4.1.3, whose bit rate and sampling rate are none of the forbidden ones.</summary>
    private static FileType? MpegSound(ReadOnlySpan<byte> head) =>
        head.Length >= 3 && head[0] == 0xFF && (head[1] & 0xE6) == 0xE2 && (head[1] & 0x18) != 0x08 && head[2] >> 4 is > 0 and < 15 && (head[2] >> 2 & 3) != 3 ? Mp3 : null;

    private static FileType? TransportStream(ReadOnlySpan<byte> head) => HasPackets(head, 0, TransportPacketBytes) || HasPackets(head, 4, TransportPacketBytes + 4) ? Mpeg : null;

    private static bool HasPackets(ReadOnlySpan<byte> head, int at, int every) =>
        head.Length > at + 2 * every && head[at] == TransportSync && head[at + every] == TransportSync && head[at + 2 * every] == TransportSync;
}
