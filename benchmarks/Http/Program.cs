// How many requests a second the service answers, beside the least that a web server can do, ONNX Runtime without any
// server, and what one would write in Python instead:
//
//     dotnet run --project benchmarks/Http -c Release [-- --rounds 3 --seconds 4 | --quick]
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

if (HttpOptions.Parse(args) is not { } options)
{
    await Console.Error.WriteLineAsync(HttpOptions.Usage);
    return 1;
}

var report = await Benchmark.RunAsync(options, TimeProvider.System);
await Console.Out.WriteAsync(report);
return 0;
