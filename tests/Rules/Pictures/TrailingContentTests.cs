using System.Buffers.Binary;
using System.Text;
using Glimmerglass.Functions.Documents;
using Glimmerglass.Functions.Documents.Content.Pictures;

namespace Glimmerglass.Tests.Rules.Pictures;

public class TrailingContentTests
{
    public static TheoryData<string, byte[], string> OtherFormats => new()
    {
        { "a ZIP archive", [.. "PK\u0003\u0004"u8], ReasonCode.Archive },
        { "an empty ZIP archive", [0, 0, .. "PK\u0005\u0006"u8], ReasonCode.Archive },
        { "a RAR archive", [1, 2, .. "Rar!\u001A\u0007\u0001\0"u8], ReasonCode.Archive },
        { "a 7z archive", [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], ReasonCode.Archive },
        { "a Windows program", Pe(), ReasonCode.Executable },
        { "a Linux program", [0x7F, .. "ELF"u8], ReasonCode.Executable },
        { "a macOS program", [0xCF, 0xFA, 0xED, 0xFE], ReasonCode.Executable },
        { "a shell script", [.. "\n#!/bin/sh"u8], ReasonCode.Executable },
        { "PHP", [1, 2, .. "<?Php "u8], ReasonCode.Executable },
        { "a script", [1, 2, .. "<SCRIPT>"u8], ReasonCode.TypeMismatch },
        { "a page", [1, 2, .. "<html lang=en>"u8], ReasonCode.TypeMismatch },
        { "a page by its type", [1, 2, .. "<!DOCTYPE HTML>"u8], ReasonCode.TypeMismatch },
        { "a drawing", [.. "<svg/>"u8], ReasonCode.TypeMismatch },
        { "a PDF", [1, 2, .. "%PDF-1.4"u8], ReasonCode.TypeMismatch },
        { "a PDF far behind", [1, .. new byte[65_000], .. "%PDF-1.4"u8], ReasonCode.TypeMismatch },
    };

    public static TheoryData<string, byte[]> Harmless => new()
    {
        { "another picture", Picture.Jpeg() },
        { "letters that are no tag", [1, .. "<svgx <htmlx"u8] },
        { "two letters of a program", [.. "MZ"u8, .. new byte[100]] },
        { "text", [.. "hello"u8] },
    };

    [Theory, MemberData(nameof(OtherFormats))]
    public void Another_format_is_refused_behind_any_end(string what, byte[] bytes, string code)
    {
        string[] expected = code == ReasonCode.TypeMismatch ? [code] : [code, ReasonCode.TypeMismatch];

        Assert.True(expected.SequenceEqual(Codes(TrailingContent.RefusingOtherFormats("a JPEG picture", "the end"), bytes)), what);
        Assert.True(expected.SequenceEqual(Codes(TrailingContent.RefusingAll("a GIF picture", "the end"), bytes)), what);
    }

    [Theory, MemberData(nameof(Harmless))]
    public void What_no_other_program_opens_is_fine_only_where_it_is_usual(string what, byte[] bytes)
    {
        Assert.True(Codes(TrailingContent.RefusingOtherFormats("a JPEG picture", "the end"), bytes) is [], what);
        Assert.True(Codes(TrailingContent.RefusingAll("a GIF picture", "the end"), bytes) is [ReasonCode.TypeMismatch], what);
    }

    [Fact]
    public void Blanks_and_zero_bytes_are_fine_however_many() => Assert.Empty(Codes(TrailingContent.RefusingAll("a GIF picture", "the end"), [.. " \t\r\n\v\f"u8, .. new byte[100_000]]));

    [Fact]
    public void A_detail_says_what_it_is_and_where()
    {
        var tail = TrailingContent.RefusingAll("a GIF picture", "the trailer");
        tail.Append(Encoding.ASCII.GetBytes("Rar!\u001A\u0007"));

        Assert.Equal("a RAR archive behind the trailer", tail.Finish()[0].Detail);
    }

    private static string[] Codes(TrailingContent tail, byte[] bytes)
    {
        foreach (var next in bytes) tail.Append([next]);
        return [.. tail.Finish().Select(reason => reason.Code)];
    }

    private static byte[] Pe()
    {
        var program = new byte[200];
        "MZ"u8.CopyTo(program);
        BinaryPrimitives.WriteInt32LittleEndian(program.AsSpan(0x3C), 100);
        "PE\0\0"u8.CopyTo(program.AsSpan(100));
        return program;
    }
}
