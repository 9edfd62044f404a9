using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Glimmerglass.LocalHost.Services;

/// <summary>Ports of the loopback interface: which are free, and which one was used last.</summary>
public static class Ports
{
    /// <summary>A port nobody listens on at this moment. Somebody else may be faster, so whoever uses it tries again.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <exception cref="StartException">Somebody listens on the port already, or the system keeps it to itself.</exception>
    public static void MustBeFree(int port, string option)
    {
        if (!IsFree(port)) throw new StartException($"Port {port} is taken by another program, or reserved. Choose another one with {option} <number>.");
    }

    /// <summary>The port that was asked for, or the one of the last run when it is free, or any.</summary>
    internal static int Choose(int asked, string option, string memory)
    {
        if (asked != 0)
        {
            MustBeFree(asked, option);
            return asked;
        }
        return File.Exists(memory) && int.TryParse(File.ReadAllText(memory), out var last) && last is > 0 and <= 65535 && IsFree(last) ? last : Free();
    }

    internal static void Remember(int port, string memory) => File.WriteAllText(memory, port.ToString(CultureInfo.InvariantCulture));
}
