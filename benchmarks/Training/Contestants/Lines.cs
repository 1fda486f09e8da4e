using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clearsight.Benchmarks.Training.Contestants;

/// <summary>
/// How the benchmark talks with a contestant: the contestant introduces itself with a line, then answers each line of
/// JSON with a line that is a number. Between two lines it waits for its input and uses no processor.
/// </summary>
internal static class Lines
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static string Question<T>(T question) => JsonSerializer.Serialize(question, Format);

    public static double Answer(string line) => double.Parse(line, CultureInfo.InvariantCulture);

    /// <summary>The contestant's side, until its input ends.</summary>
    public static void Serve<T>(string introduction, Func<T, double> answer)
    {
        Console.WriteLine(introduction);
        while (Console.ReadLine() is { } line)
        {
            Console.WriteLine(answer(JsonSerializer.Deserialize<T>(line, Format)!).ToString(CultureInfo.InvariantCulture));
        }
    }
}
