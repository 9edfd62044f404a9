namespace Glimmerglass.Functions.Documents.Content.Media;

/// <summary>The ids of the elements that are looked at, with their marker bits (RFC 8794, section 11; RFC 9559, section 5).</summary>
internal static class EbmlId
{
    public const uint Header = 0x1A45DFA3;
    public const uint Void = 0xEC;
    public const uint Crc32 = 0xBF;
    public const uint SignatureSlot = 0x1B538667;

    public const uint Segment = 0x18538067;
    public const uint SeekHead = 0x114D9B74;
    public const uint Description = 0x1549A966;
    public const uint Tracks = 0x1654AE6B;
    public const uint Cluster = 0x1F43B675;
    public const uint Cues = 0x1C53BB6B;
    public const uint Tags = 0x1254C367;
    public const uint Attachments = 0x1941A469;
    public const uint Chapters = 0x1043A770;

    public const uint TrackEntry = 0xAE;
    public const uint Video = 0xE0;
    public const uint PixelWidth = 0xB0;
    public const uint PixelHeight = 0xBA;

    private const uint Timestamp = 0xE7;
    private const uint Position = 0xA7;
    private const uint PreviousSize = 0xAB;
    private const uint SilentTracks = 0x5854;
    private const uint SimpleBlock = 0xA3;
    private const uint BlockGroup = 0xA0;
    private const uint EncryptedBlock = 0xAF;

    public static bool IsOfSegment(uint id) =>
        id is SeekHead or Description or Tracks or Cluster or Cues or Tags or Attachments or Chapters or Void or Crc32 or SignatureSlot;

    /// <summary>Void and CRC-32 stand anywhere, so that within a cluster of unknown size they are its own.</summary>
    public static bool IsOfCluster(uint id) =>
        id is Timestamp or Position or PreviousSize or SilentTracks or SimpleBlock or BlockGroup or EncryptedBlock or Void or Crc32;
}
