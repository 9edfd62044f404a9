namespace Glimmerglass.Functions.Documents.Content.Pdf.Filters;

/// <summary>Undoes the predictors of ISO 32000-2, 7.4.4.4: TIFF (2) for 8 bits, and those of PNG (10 and above), row by row.</summary>
public sealed class PredictorSource : IByteSource
{
    private const int MaxRowBytes = 1 << 20;

    private readonly ByteReader reader;
    private readonly bool isPng;
    private readonly int pixelBytes;
    private readonly byte[] above;
    private readonly byte[] row;
    private int rowAt;
    private int rowCount;

    public PredictorSource(IByteSource source, FilterParameters parameters)
    {
        var isSane = parameters is { Columns: > 0 and <= MaxRowBytes, Colors: > 0 and <= 32, BitsPerComponent: 1 or 2 or 4 or 8 or 16 };
        isPng = parameters.Predictor is >= 10 and <= 15;
        if (!isSane || !(isPng || parameters is { Predictor: 2, BitsPerComponent: 8 })) throw new InvalidDataException("predictor that is not known");

        var rowBytes = ((parameters.Columns * parameters.Colors * parameters.BitsPerComponent) + 7) / 8;
        if (rowBytes > MaxRowBytes) throw new InvalidDataException("predictor with too long rows");
        reader = new ByteReader(source);
        pixelBytes = (int)Math.Max(1, parameters.Colors * parameters.BitsPerComponent / 8);
        above = new byte[rowBytes];
        row = new byte[rowBytes];
    }

    public int Read(Span<byte> into)
    {
        var count = 0;
        while (count < into.Length)
        {
            if (rowAt == rowCount && !NextRow()) break;
            into[count++] = row[rowAt++];
        }
        return count;
    }

    private bool NextRow()
    {
        row.CopyTo(above, 0);
        var filter = isPng ? reader.Next() : 1;
        rowAt = 0;
        rowCount = filter < 0 ? 0 : reader.Fill(row);
        if (filter > 4) throw new InvalidDataException("PNG predictor that is not known");
        for (var i = 0; i < rowCount; i++) row[i] += Predicted(filter, i);
        return rowCount > 0;
    }

    private byte Predicted(int filter, int i)
    {
        var left = i < pixelBytes ? 0 : row[i - pixelBytes];
        var corner = i < pixelBytes ? 0 : above[i - pixelBytes];
        return filter switch
        {
            0 => 0,
            1 => (byte)left,
            2 => above[i],
            3 => (byte)((left + above[i]) / 2),
            _ => Paeth(left, above[i], corner),
        };
    }

    private static byte Paeth(int left, int above, int corner)
    {
        var estimate = left + above - corner;
        var (toLeft, toAbove, toCorner) = (Math.Abs(estimate - left), Math.Abs(estimate - above), Math.Abs(estimate - corner));
        if (toLeft <= toAbove && toLeft <= toCorner) return (byte)left;
        return (byte)(toAbove <= toCorner ? above : corner);
    }
}
