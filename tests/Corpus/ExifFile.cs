namespace Glimmerglass.Tests.Corpus;

/// <summary>Builds the TIFF part of EXIF data (CIPA DC-008): an orientation, and the place if wanted.</summary>
public static class ExifFile
{
    public static byte[] Tiff(bool withPlace, bool bigEndian = false)
    {
        byte[] Short(int number) => bigEndian ? Octets.Big16(number) : Octets.Little16(number);
        byte[] Long(long number) => bigEndian ? Octets.Big32(number) : Octets.Little32(number);
        byte[] Entry(int tag, int type, int count, byte[] value) => [.. Short(tag), .. Short(type), .. Long(count), .. value, .. new byte[4 - value.Length]];
        byte[] head = [.. (bigEndian ? "MM"u8 : "II"u8), .. Short(42), .. Long(8)];
        if (!withPlace) return [.. head, .. Short(1), .. Entry(0x0112, 3, 1, Short(6)), .. Long(0)];

        // The directory of two entries ends at 38, that of the place with five entries at 104, where its fractions follow.
        byte[] places = [.. Short(5), .. Entry(0, 1, 4, [2, 3, 0, 0]), .. Entry(1, 2, 2, [.. "N\0"u8]), .. Entry(2, 5, 3, Long(104)), .. Entry(3, 2, 2, [.. "E\0"u8]), .. Entry(4, 5, 3, Long(128)), .. Long(0)];
        byte[] fractions = [.. new[] { 47, 1, 22, 1, 30, 1, 8, 1, 33, 1, 15, 1 }.SelectMany(number => Long(number))];
        return [.. head, .. Short(2), .. Entry(0x0112, 3, 1, Short(1)), .. Entry(0x8825, 4, 1, Long(38)), .. Long(0), .. places, .. fractions];
    }
}
