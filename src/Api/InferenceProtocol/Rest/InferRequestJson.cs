using System.Text.Json;
using Clearsight.Domain;

namespace Clearsight.Api.InferenceProtocol.Rest;

/// <summary>
/// Reads the JSON of an inference request token by token, the tensor's values straight into a pooled buffer: an object for
/// each of 50,000 numbers would cost more than the inference. Fields that it does not know belong to somebody's extension
/// and are passed over.
/// </summary>
internal ref struct InferRequestJson
{
    private readonly int _mostValues;
    private Utf8JsonReader _json;
    private JsonTensor? _data;

    private InferRequestJson(ReadOnlySpan<byte> json, int mostValues)
    {
        _json = new Utf8JsonReader(json);
        _mostValues = mostValues;
    }

    /// <param name="mostValues">How many values a tensor may have.</param>
    /// <exception cref="MalformedRequestException">The text is no JSON.</exception>
    /// <exception cref="InvalidRequestException">A field is of another type, or given twice.</exception>
    /// <exception cref="TooLargeException">A tensor has more values.</exception>
    public static InferRequest Read(ReadOnlySpan<byte> json, int mostValues)
    {
        var reader = new InferRequestJson(json, mostValues);
        try
        {
            return reader.Request();
        }
        catch (Exception exception)
        {
            reader._data?.Values.Dispose();
            switch (exception)
            {
                case JsonException broken:
                    throw new MalformedRequestException($"The JSON breaks at line {broken.LineNumber + 1}, byte {broken.BytePositionInLine + 1}.", exception);
                case InvalidOperationException:
                    throw new MalformedRequestException("A text in the JSON is no UTF-8.", exception);
                default:
                    throw;
            }
        }
    }

    private InferRequest Request()
    {
        _json.Read();
        Demand(JsonTokenType.StartObject, "", "an object");
        (string? id, List<RequestedInput>? inputs, List<(string? Name, bool? Binary)>? outputs, bool binary) = (null, null, null, false);
        while (NextField(out var field))
        {
            switch (field)
            {
                case "id":
                    id = Once(id, "/id", Text("/id"));
                    break;
                case "inputs":
                    inputs = Once(inputs, "/inputs", Inputs());
                    break;
                case "outputs":
                    outputs = Once(outputs, "/outputs", Outputs());
                    break;
                case "parameters":
                    binary = Parameters("/parameters").BinaryOutput ?? binary;
                    break;
                default:
                    _json.Skip();
                    break;
            }
        }

        // Throws where something follows the object.
        _json.Read();
        return new InferRequest(id, inputs ?? [], [.. (outputs ?? []).Select(output => new RequestedOutput(output.Name, output.Binary ?? binary))], binary);
    }

    private List<RequestedInput> Inputs()
    {
        Demand(JsonTokenType.StartArray, "/inputs", "an array");
        var inputs = new List<RequestedInput>();
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            inputs.Add(Input($"/inputs/{inputs.Count}"));
        }

        return inputs;
    }

    private RequestedInput Input(string pointer)
    {
        Demand(JsonTokenType.StartObject, pointer, "an object");
        var input = new RequestedInput(null, null, null);
        while (NextField(out var field))
        {
            input = field switch
            {
                "name" => input with { Name = Once(input.Name, $"{pointer}/name", Text($"{pointer}/name")) },
                "datatype" => input with { Datatype = Once(input.Datatype, $"{pointer}/datatype", Text($"{pointer}/datatype")) },
                "shape" => input with { Shape = Once(input.Shape, $"{pointer}/shape", Shape($"{pointer}/shape")) },
                "data" => input with { Data = Data($"{pointer}/data") },
                "parameters" => input with { BinarySize = Parameters($"{pointer}/parameters").BinarySize },
                _ => Skip(input),
            };
        }

        return input;
    }

    private List<(string? Name, bool? Binary)> Outputs()
    {
        Demand(JsonTokenType.StartArray, "/outputs", "an array");
        var outputs = new List<(string? Name, bool? Binary)>();
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            var pointer = $"/outputs/{outputs.Count}";
            Demand(JsonTokenType.StartObject, pointer, "an object");
            (string? Name, bool? Binary) output = (null, null);
            while (NextField(out var field))
            {
                output = field switch
                {
                    "name" => (Once(output.Name, $"{pointer}/name", Text($"{pointer}/name")), output.Binary),
                    "parameters" => (output.Name, Parameters($"{pointer}/parameters").Binary),
                    _ => Skip(output),
                };
            }

            outputs.Add(output);
        }

        return outputs;
    }

    private List<long> Shape(string pointer)
    {
        Demand(JsonTokenType.StartArray, pointer, "an array of whole numbers");
        var shape = new List<long>();
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            shape.Add(_json.TokenType == JsonTokenType.Number && _json.TryGetInt64(out var length)
                ? length
                : throw new InvalidRequestException(pointer, "A shape is an array of whole numbers of at most 64 bits."));
        }

        return shape;
    }

    /// <summary>Only one input has data that is any use, so a second array is refused before it takes room.</summary>
    private JsonTensor Data(string pointer)
    {
        Demand(JsonTokenType.StartArray, pointer, "an array of numbers");
        if (_data is not null)
        {
            throw new InvalidRequestException(pointer, "There is data already; the models here take one input.");
        }

        return _data = TensorJson.Read(ref _json, pointer, _mostValues);
    }

    /// <summary>Those of the extension for binary tensors; all others, which are anybody's, are passed over.</summary>
    private (long? BinarySize, bool? Binary, bool? BinaryOutput) Parameters(string pointer)
    {
        Demand(JsonTokenType.StartObject, pointer, "an object");
        (long? BinarySize, bool? Binary, bool? BinaryOutput) known = (null, null, null);
        while (NextField(out var field))
        {
            switch (field)
            {
                case "binary_data_size":
                    known.BinarySize = _json.TokenType == JsonTokenType.Number && _json.TryGetInt64(out var size) && size >= 0
                        ? size
                        : throw new InvalidRequestException($"{pointer}/{field}", "'binary_data_size' is a number of bytes.");
                    break;
                case "binary_data":
                    known.Binary = Flag(pointer, field);
                    break;
                case "binary_data_output":
                    known.BinaryOutput = Flag(pointer, field);
                    break;
                default:
                    _json.Skip();
                    break;
            }
        }

        return known;
    }

    /// <summary>Goes on to the value of the next field; false at the object's end.</summary>
    private bool NextField(out string? name)
    {
        _json.Read();
        if (_json.TokenType == JsonTokenType.EndObject)
        {
            name = null;
            return false;
        }

        name = _json.GetString();
        _json.Read();
        return true;
    }

    private T Skip<T>(T unchanged)
    {
        _json.Skip();
        return unchanged;
    }

    private readonly string Text(string pointer)
    {
        Demand(JsonTokenType.String, pointer, "a string");
        return _json.GetString()!;
    }

    private readonly bool Flag(string pointer, string name) => _json.TokenType is JsonTokenType.True or JsonTokenType.False
        ? _json.GetBoolean()
        : throw new InvalidRequestException($"{pointer}/{name}", $"'{name}' is true or false.");

    private readonly void Demand(JsonTokenType type, string pointer, string what)
    {
        if (_json.TokenType != type)
        {
            throw new InvalidRequestException(pointer, $"'{(pointer.Length == 0 ? "/" : pointer)}' has to be {what}.");
        }
    }

    private static T Once<T>(T? before, string pointer, T value)
        where T : class =>
        before is null ? value : throw new InvalidRequestException(pointer, $"'{pointer}' is given twice.");
}
