// How many requests a second the service answers, beside the least that a web server can do, ONNX Runtime without any
// server, and what one would write in Python instead:
//
//     dotnet run --project benchmarks/Http -c Release [-- --rounds 3 --seconds 4 | --quick | --overload 60]
//
// With --overload, instead: what it answers in so many seconds of many times the load that it can take, what memory that
// takes, and when it is back.
//
// Needs wrk and h2load (Debian: wrk, nghttp2-client); the peer in Python runs where there are python3-torch,
// python3-fastapi, python3-uvicorn and python3-pil. Every server is a process of its own on the loopback interface and
// shares the machine with the load client. The tables go to standard output.
using Clearsight.Benchmarks.Http;

switch (args)
{
    case [LeastHost.Verb, var model]:
        await LeastHost.RunAsync(model);
        return 0;
    case [RuntimeAlone.Verb, var model, var seconds]:
        RuntimeAlone.Run(model, seconds);
        return 0;
}

if (args is ["--overload", var length] && int.TryParse(length, out var overload) && overload is >= 1 and <= 3600)
{
    await Console.Out.WriteAsync(await Overload.RunAsync(overload, TimeProvider.System));
    return 0;
}

if (HttpOptions.Parse(args) is not { } options)
{
    await Console.Error.WriteLineAsync(HttpOptions.Usage);
    return 1;
}

var report = await Benchmark.RunAsync(options, TimeProvider.System);
await Console.Out.WriteAsync(report);
return 0;
