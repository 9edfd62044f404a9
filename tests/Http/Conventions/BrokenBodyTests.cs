using System.Net.Sockets;
using System.Text;
using Glimmerglass.Data.Access;

namespace Glimmerglass.Tests.Http.Conventions;

/// <summary>Bodies that no client library sends, written to the socket by hand.</summary>
public sealed class BrokenBodyTests(TestApp app) : IClassFixture<TestApp>
{
    [Theory]
    [InlineData("zz\r\n{}\r\n0\r\n\r\n")]
    [InlineData("2\r\n{}XX0\r\n\r\n")]
    [InlineData("-1\r\n{}\r\n0\r\n\r\n")]
    [InlineData("ffffffffffffffff\r\n{}\r\n0\r\n\r\n")]
    public async Task Broken_chunks_are_a_malformed_body(string chunks)
    {
        var answer = await Send($"Transfer-Encoding: chunked\r\n\r\n{chunks}");

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"MALFORMED_BODY\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_never_comes_is_no_fault_of_ours()
    {
        var answer = await Send("Content-Length: 100\r\n\r\n{");

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"BODY_TOO_SLOW\"", answer, StringComparison.Ordinal);
    }

    private async Task<string> Send(string rest)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(app.Address.Host, app.Address.Port);
        await using var stream = client.GetStream();
        var head = $"POST /api/orders HTTP/1.1\r\nHost: {app.Address.Authority}\r\nAuthorization: Bearer {app.Token(app.World.Admin.Id, Role.Admin)}\r\n"
            + "Content-Type: application/json\r\nConnection: close\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head + rest));
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
