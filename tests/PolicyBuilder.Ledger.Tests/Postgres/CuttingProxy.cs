using System.Net;
using System.Net.Sockets;

namespace PolicyBuilder.Ledger.Tests.Postgres;

/// <summary>
/// Stands between client and server and cuts the connection at the first message from the client that contains a given text: before the
/// server sees it, or after the server has answered it and before the client sees the answer.
/// </summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly int target;
    private readonly Task accepting;
    private volatile Cut? armed;

    internal CuttingProxy(int target)
    {
        this.target = target;
        listener.Start();
        accepting = AcceptAsync();
    }

    internal int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    internal bool IsArmed => armed is not null;

    internal void Arm(string text, bool afterAnswer) => armed = new Cut(System.Text.Encoding.ASCII.GetBytes(text), afterAnswer);

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await accepting;
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            TcpClient client;
            try
            {
                client = await listener.AcceptTcpClientAsync();
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                return;
            }

            _ = ServeAsync(client);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient { NoDelay = true };
        using var accepted = client;
        accepted.NoDelay = true;
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, target);
            var (near, far) = (accepted.GetStream(), server.GetStream());
            var cutting = false;
            var forward = Task.Run(async () =>
            {
                var buffer = new byte[1 << 20];
                for (int read; (read = await near.ReadAsync(buffer)) > 0;)
                {
                    if (armed is { } cut && buffer.AsSpan(0, read).IndexOf(cut.Text) >= 0 && Interlocked.CompareExchange(ref armed, null, cut) == cut)
                    {
                        if (!cut.AfterAnswer)
                            return;
                        cutting = true;
                    }

                    await far.WriteAsync(buffer.AsMemory(0, read));
                }
            });
            var back = Task.Run(async () =>
            {
                var buffer = new byte[1 << 20];
                for (int read; (read = await far.ReadAsync(buffer)) > 0;)
                {
                    if (cutting)
                    {
                        // "Z", the end of the server's answer, has come: the commit is done.
                        if (buffer.AsSpan(0, read).IndexOf("Z\0\0\0\u0005I"u8) >= 0)
                            return;
                        continue;
                    }

                    await near.WriteAsync(buffer.AsMemory(0, read));
                }
            });
            await Task.WhenAny(forward, back);
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            // One of the two has hung up; so does the proxy.
        }
    }

    private sealed record Cut(byte[] Text, bool AfterAnswer);
}
