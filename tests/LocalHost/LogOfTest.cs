using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Glimmerglass.Tests.LocalHost;

internal sealed record LogLine(string Category, LogLevel Level, string Text, Exception? Exception);

/// <summary>Keeps what a host logs.</summary>
internal sealed class LogOfTest : ILoggerProvider
{
    private readonly ConcurrentQueue<LogLine> lines = [];

    public IReadOnlyCollection<LogLine> Lines => lines;

    public IEnumerable<LogLine> From(string category) => lines.Where(line => line.Category == category);

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose() { }

    private sealed class Logger(LogOfTest log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.lines.Enqueue(new LogLine(category, logLevel, formatter(state, exception), exception));
    }
}
