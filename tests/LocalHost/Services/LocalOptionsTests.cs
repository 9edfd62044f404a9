using Glimmerglass.LocalHost.Services;

namespace Glimmerglass.Tests.LocalHost.Services;

public sealed class LocalOptionsTests
{
    [Fact]
    public void Nothing_said_means_port_7071_and_a_folder_here()
    {
        var options = LocalOptions.Parse([]);

        Assert.Equal((7071, 0, 0), (options.Port, options.PostgresPort, options.AzuritePort));
        Assert.Equal(Path.Combine(Environment.CurrentDirectory, ".local"), options.DataFolder);
        Assert.False(options.Fresh);
        Assert.Empty(options.Words);
    }

    [Fact]
    public void Each_option_is_heard()
    {
        var options = LocalOptions.Parse(["--port", "8080", "--data", "/tmp/some where", "--postgres-port=5433", "--azurite-port", "10001", "--fresh"]);

        Assert.Equal((8080, 5433, 10001, true), (options.Port, options.PostgresPort, options.AzuritePort, options.Fresh));
        Assert.Equal(Path.GetFullPath("/tmp/some where"), options.DataFolder);
    }

    [Fact]
    public void Words_that_are_no_options_are_the_command()
    {
        var options = LocalOptions.Parse(["restore", "--port=1", "newest", "--", "again"]);

        Assert.Equal(["restore", "newest", "again"], options.Words);
        Assert.Equal(1, options.Port);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    public void Help_is_asked_for(string word) => Assert.True(LocalOptions.Parse([word]).Help);

    [Fact]
    public void The_usage_names_every_option()
    {
        foreach (var option in new[] { "--port", "--data", "--postgres-port", "--azurite-port", "--fresh", "--help" })
            Assert.Contains(option, LocalOptions.Usage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no option --prot. --help lists the options.", "--prot", "1")]
    [InlineData("There is no option -p. --help lists the options.", "-p", "1")]
    [InlineData("--port needs a port from 1 to 65535, but found 'seven'.", "--port", "seven")]
    [InlineData("--port needs a port from 1 to 65535, but found '0'.", "--port=0")]
    [InlineData("--port needs a port from 1 to 65535, but found '65536'.", "--port=65536")]
    [InlineData("--port needs a port from 1 to 65535, but found '-1'.", "--port", "-1")]
    [InlineData("--port needs a port, for instance --port 7071.", "--port")]
    [InlineData("--port needs a port, for instance --port 7071.", "--port", "--fresh")]
    [InlineData("--data needs a folder, for instance --data ./.local.", "--data=")]
    [InlineData("--postgres-port needs a port from 0 to 65535, but found '5 4'.", "--postgres-port", "5 4")]
    [InlineData("--fresh takes no value, but found 'no'.", "--fresh=no")]
    public void A_word_that_makes_no_sense_is_answered_with_a_sentence(string sentence, params string[] words)
    {
        var fault = Assert.Throws<OptionException>(() => LocalOptions.Parse(words));

        Assert.Equal(sentence, fault.Message);
    }
}
