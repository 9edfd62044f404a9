using System.Buffers.Text;
using FsCheck;
using FsCheck.Fluent;
using Glimmerglass.Data.Orders;
using Glimmerglass.Functions.Http;

namespace Glimmerglass.Tests.Rules;

public sealed class CursorTests
{
    private static readonly OrderPlace place = new("2026-05-01", Guid.Parse("11111111-1111-1111-1111-111111111111"));

    [Fact]
    public void A_cursor_survives_its_round_trip() =>
        Prop.ForAll<NonNull<string>, string?, Guid>((list, value, id) =>
        {
            // Half of a surrogate pair is no text on any wire.
            var clean = value is null ? null : string.Concat(value.Where(letter => !char.IsSurrogate(letter)));
            Assert.Equal(new OrderPlace(clean, id), Cursor.Read<OrderPlace>(list.Get, Cursor.Write(list.Get, new OrderPlace(clean, id))));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_changed_byte_is_refused()
    {
        var bytes = Base64Url.DecodeFromChars(Cursor.Write("orders", place));

        Assert.All(Enumerable.Range(0, bytes.Length * 8), bit =>
        {
            byte[] damaged = [.. bytes];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Null(Cursor.Read<OrderPlace>("orders", Base64Url.EncodeToString(damaged)));
        });
    }

    [Fact]
    public void Any_shorter_cursor_is_refused()
    {
        var cursor = Cursor.Write("orders", place);

        Assert.All(Enumerable.Range(0, cursor.Length), length => Assert.Null(Cursor.Read<OrderPlace>("orders", cursor[..length])));
    }

    [Fact]
    public void A_cursor_belongs_to_its_list() =>
        Prop.ForAll<NonNull<string>, NonNull<string>>((list, other) =>
            Assert.Equal(list.Get == other.Get, Cursor.Read<OrderPlace>(other.Get, Cursor.Write(list.Get, place)) is not null)).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("%")]
    [InlineData("not a cursor")]
    [InlineData("AAAA")]
    [InlineData("AAAAAAAAAAAAAAAA")]
    public void What_is_no_cursor_is_refused(string cursor) => Assert.Null(Cursor.Read<OrderPlace>("orders", cursor));

    [Fact]
    public void A_cursor_with_a_right_digest_over_another_shape_is_refused()
    {
        Assert.Null(Cursor.Read<OrderPlace>("orders", Cursor.Write("orders", new { value = 3, id = "no id" })));
        Assert.Null(Cursor.Read<OrderPlace>("orders", Cursor.Write("orders", new { unknown = true })));
    }
}
