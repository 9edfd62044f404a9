using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Glimmerglass.Functions.Documents.Content.Pictures;

namespace Glimmerglass.Tests.Rules.Pictures;

public class TextMarkerTests
{
    [Fact]
    public void A_word_is_found_where_it_stands_however_the_text_is_cut()
    {
        var texts = Gen.Elements("<", "?", "<?", "p", "ph", "php", "PHP", "<?PhP", "x").ArrayOf();

        Prop.ForAll(texts.ToArbitrary(), pieces =>
        {
            var marker = new TextMarker("<?php");
            foreach (var piece in pieces) marker.Append(Encoding.ASCII.GetBytes(piece));
            Assert.Equal(string.Concat(pieces).Contains("<?php", StringComparison.OrdinalIgnoreCase), marker.IsFound);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Fact]
    public void No_word_spans_two_texts()
    {
        var marker = new TextMarker("<?php");

        marker.Append("<?p"u8);
        marker.Restart();
        marker.Append("hp <?ph"u8);

        Assert.False(marker.IsFound);
        marker.Append("P"u8);
        Assert.True(marker.IsFound);
    }
}
